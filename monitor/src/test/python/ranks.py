"""Two gloo ranks; rank 0 alone evaluates expressions and runs the pre-step hook on DTensors. argv: fsdp2|tp rank file"""

import os, sys, time, warnings, json

warnings.filterwarnings("ignore")
import support  # noqa: F401  (finds the sampler)
import torch, torch.nn as nn, torch.distributed as dist
import vigil_probe as vp

kind, rank, file = sys.argv[1], int(sys.argv[2]), sys.argv[3]
torch.set_num_threads(1)
dist.init_process_group("gloo", init_method=f"file://{file}", rank=rank, world_size=2)
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 1))
from torch.distributed.device_mesh import init_device_mesh

mesh = init_device_mesh("cpu", (2,))
if kind == "fsdp2":
    from torch.distributed.fsdp import fully_shard

    fully_shard(model, mesh=mesh)
elif kind == "tp":
    from torch.distributed.tensor.parallel import parallelize_module, ColwiseParallel, RowwiseParallel

    parallelize_module(model, mesh, {"0": ColwiseParallel(), "2": RowwiseParallel()})
elif kind == "fsdp1":
    from torch.distributed.fsdp import FullyShardedDataParallel as F

    model = F(model, use_orig_params=True, device_id=torch.device("cpu"))
elif kind == "ddp":
    model = nn.parallel.DistributedDataParallel(model)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
model(torch.randn(8, 16)).sum().backward()
grads = [p.grad for p in model.parameters() if p.grad is not None]
import torch.distributed._functional_collectives as funcol

CASES = {
    "foreach_norm_stack": lambda: torch.stack(torch._foreach_norm(grads)).norm().item(),
    "isnan_any": lambda: bool(grads[0].isnan().any()),
    "norm_sq": lambda: (grads[0].norm() ** 2).item(),
    "norm_gt": lambda: bool(grads[0].norm() > 1),
    "full_tensor": lambda: grads[0].full_tensor(),
    "equal": lambda: torch.equal(grads[0], grads[0]),
    "index": lambda: float(grads[0].flatten()[0]),
    "total_norm": lambda: float(torch.nn.utils.get_total_norm(grads)),
    "clip": lambda: torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0),
    "step": lambda: opt.step(),
    "forward": lambda: model(torch.randn(8, 16)),
    "all_reduce": lambda: dist.all_reduce(torch.ones(1)),
    "all_reduce_async": lambda: dist.all_reduce(torch.ones(1), async_op=True),
    "barrier": lambda: dist.barrier(),
    "pg_barrier": lambda: dist.group.WORLD.barrier().wait(),
    "broadcast": lambda: dist.broadcast(torch.ones(1), 0),
    "all_gather": lambda: dist.all_gather([torch.ones(1), torch.ones(1)], torch.ones(1)),
    "all_gather_object": lambda: dist.all_gather_object([None, None], 1),
    "reduce": lambda: dist.reduce(torch.ones(1), 0),
    "send": lambda: dist.send(torch.ones(1), 1),
    "recv": lambda: dist.recv(torch.ones(1), 1),
    "monitored_barrier": lambda: dist.monitored_barrier(),
    "funcol": lambda: funcol.all_reduce(torch.ones(1), "sum", dist.group.WORLD),
    # "new_group": lambda: dist.new_group([0, 1]),
}
if os.environ.get("ONLY") == "new_group":
    CASES["new_group"] = lambda: dist.new_group([0, 1])
if kind in ("fsdp1", "ddp"):
    CASES = {k: v for k, v in CASES.items() if k in ("forward", "all_reduce", "barrier", "clip", "step", "isnan_any")}
if kind == "fsdp1":
    CASES["state_dict"] = lambda: model.state_dict()


class Ask:
    def __getattr__(self, name):
        if name in CASES:
            return CASES[name]()
        raise AttributeError(name)


ask = Ask()
before = [g.to_local().clone() if hasattr(g, "to_local") else g.clone() for g in grads]
dist.barrier()
if rank == 0:
    only = os.environ.get("ONLY")
    import _thread

    done = _thread.allocate_lock()
    done.acquire()
    out = {}
    frame = sys._getframe()

    def values():
        for name in CASES:
            if only and name != only:
                continue
            with vp._Guard():
                out[name] = vp._evaluate(
                    name, (compile(f"ask.{name}", "<watch>", "eval"), "", {"ask"}), [(frame.f_code, 1, globals(), {})]
                )
        out["hook"] = None
        vp._grads["wanted"] = True
        vp._identity["pid"] = os.getpid()
        vp._before_step(opt)
        vp._read_norms()
        out["hook"] = dict(vp._grads["latest"])
        done.release()

    _thread.start_new_thread(values, ())
    ok = done.acquire(True, 25.0)
    print(json.dumps({"finished": ok, "out": out, "last": list(out)[-1:]}), flush=True)
    if not ok:
        os._exit(7)
else:
    time.sleep(0.5)
t = torch.tensor([float(rank + 1)])
dist.all_reduce(t)
after = [g.to_local() if hasattr(g, "to_local") else g for g in grads]
print(
    json.dumps({"rank": rank, "sum": t.item(), "grads_same": all(torch.equal(a, b) for a, b in zip(before, after))}),
    flush=True,
)
os._exit(0)

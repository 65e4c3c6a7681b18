"""Two gloo ranks on one machine. argv: what kind

what  watch: rank 0 alone evaluates expressions and looks at gradients beside the others
      ask:   rank 0 alone is asked questions at every step boundary
      train: the same training, unasked
kind  fsdp2, tp, fsdp1, ddp
"""

import _thread
import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings

import support  # noqa: F401
import torch
import torch.distributed as dist
import torch.distributed._functional_collectives as funcol
import torch.nn as nn
import vigil_probe as vp

warnings.filterwarnings("ignore")


def make_model(kind):
    from torch.distributed.device_mesh import init_device_mesh

    model = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 1))
    mesh = init_device_mesh("cpu", (2,))
    if kind == "fsdp2":
        from torch.distributed.fsdp import fully_shard

        fully_shard(model, mesh=mesh)
    elif kind == "tp":
        from torch.distributed.tensor.parallel import ColwiseParallel, RowwiseParallel, parallelize_module

        parallelize_module(model, mesh, {"0": ColwiseParallel(), "2": RowwiseParallel()})
    elif kind == "fsdp1":
        from torch.distributed.fsdp import FullyShardedDataParallel

        model = FullyShardedDataParallel(model, use_orig_params=True, device_id=torch.device("cpu"))
    elif kind == "ddp":
        model = nn.parallel.DistributedDataParallel(model)
    return model


def cases(kind, model, optimizer, grads):
    """What blocks for ever, or breaks the others, where one rank does it alone."""
    one = torch.ones(1)
    common = {
        "forward": lambda: model(torch.randn(8, 16)),
        "all_reduce": lambda: dist.all_reduce(one),
        "barrier": lambda: dist.barrier(),
        "clip": lambda: nn.utils.clip_grad_norm_(model.parameters(), 1.0),
        "step": lambda: optimizer.step(),
        "isnan_any": lambda: bool(grads[0].isnan().any()),
    }
    if kind == "ddp":
        return common
    if kind == "fsdp1":
        return {**common, "state_dict": lambda: model.state_dict()}
    return {
        **common,
        "foreach_norm_stack": lambda: torch.stack(torch._foreach_norm(grads)).norm().item(),
        "norm_sq": lambda: (grads[0].norm() ** 2).item(),
        "norm_gt": lambda: bool(grads[0].norm() > 1),
        "full_tensor": lambda: grads[0].full_tensor(),
        "equal": lambda: torch.equal(grads[0], grads[0]),
        "index": lambda: float(grads[0].flatten()[0]),
        "total_norm": lambda: float(nn.utils.get_total_norm(grads)),
        "all_reduce_async": lambda: dist.all_reduce(one, async_op=True),
        "pg_barrier": lambda: dist.group.WORLD.barrier().wait(),
        "broadcast": lambda: dist.broadcast(one, 0),
        "all_gather": lambda: dist.all_gather([torch.ones(1), torch.ones(1)], one),
        "all_gather_object": lambda: dist.all_gather_object([None, None], 1),
        "reduce": lambda: dist.reduce(one, 0),
        "send": lambda: dist.send(one, 1),
        "recv": lambda: dist.recv(one, 1),
        "monitored_barrier": lambda: dist.monitored_barrier(),
        "funcol": lambda: funcol.all_reduce(one, "sum", dist.group.WORLD),
    }


class Asked:
    """An attribute of it is the result of a case: a watch may read attributes."""

    def __init__(self, found):
        self.found = found

    def __getattr__(self, name):
        if name in self.found:
            return self.found[name]()
        raise AttributeError(name)


def watch(kind, rank):
    """Rank 0 tries everything in a thread like the sampler's; then both reduce, with their gradients as before."""
    model = make_model(kind)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model(torch.randn(8, 16)).sum().backward()
    grads = [p.grad for p in model.parameters() if p.grad is not None]
    found = cases(kind, model, optimizer, grads)
    before = [local(g).clone() for g in grads]
    dist.barrier()
    if rank == 0:
        values, done, frame = {}, _thread.allocate_lock(), sys._getframe()
        done.acquire()
        places = [(frame.f_code, 1, {"asked": Asked(found)}, {})]

        def try_everything():
            for name in found:
                with vp._Guard():
                    code = compile(f"asked.{name}", "<watch>", "eval")
                    values[name] = vp._evaluate(name, (code, "", {"asked"}), places)
            vp._grads["wanted"], vp._identity["pid"] = True, os.getpid()
            vp._before_step(optimizer)
            vp._read_norms()
            values["hook"] = dict(vp._grads["latest"])
            done.release()

        _thread.start_new_thread(try_everything, ())
        finished = done.acquire(True, 25.0)
        print(json.dumps({"finished": finished, "values": values}), flush=True)
        if not finished:
            os._exit(7)
    total = torch.tensor([float(rank + 1)])
    dist.all_reduce(total)
    same = all(torch.equal(a, local(b)) for a, b in zip(before, grads))
    print(json.dumps({"rank": rank, "sum": total.item(), "grads_same": same}), flush=True)


QUESTIONS = [
    "{n: p.grad.norm() for n, p in model.named_parameters()}",
    "[bool(p.grad.isnan().any()) for p in model.parameters()]",
    "for n, p in model.named_parameters(): print(n, p.shape, p.grad)",
    "model(torch.randn(8, 16))",
    "torch.nn.utils.get_total_norm([p.grad for p in model.parameters()])",
    "model.state_dict()",
    "import torch.distributed as dist\nprint(dist.get_rank(), dist.get_world_size(), dist.get_backend())\ndist.barrier()",
    "print(type(model), model)",
    "[p.grad.full_tensor() for p in model.parameters()]",
]


def train(kind, rank, asked):
    """Thirty steps; rank 0 is asked a question at each of them."""
    answers = {}
    sys.modules["probing"].config.set = answers.__setitem__
    model = make_model(kind)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    digest = hashlib.sha256()
    if rank == 0 and asked:
        vp.start(b64({"token": "t", "interval": 0.05, "grace": 0}))
        while not vp._steps["hooked"]:
            time.sleep(0.01)
    for step in range(30):
        loss = model(torch.randn(8, 16)).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        if rank == 0 and asked:
            code = QUESTIONS[step % len(QUESTIONS)]
            reply = vp.question(b64({"id": f"q{step}", "code": code, "deadline": 30}))
            assert "id" in reply, reply
        optimizer.step()
        digest.update(loss.detach().numpy().tobytes())
        while rank == 0 and asked and f"vigil.answer.q{step}" not in answers:
            time.sleep(0.001)
    said = [json.loads(answers[f"vigil.answer.q{step}"] or "{}") for step in range(30)] if answers else []
    dist.barrier()
    print(json.dumps({"rank": rank, "losses": digest.hexdigest(), "answers": said}), flush=True)


def local(tensor):
    return tensor.to_local() if hasattr(tensor, "to_local") else tensor


def b64(value):
    return base64.b64encode(json.dumps(value).encode()).decode()


def main(what, kind, rank, file):
    torch.set_num_threads(1)
    dist.init_process_group("gloo", init_method=f"file://{file}", rank=rank, world_size=2)
    torch.manual_seed(0)
    if what == "watch":
        watch(kind, rank)
    else:
        train(kind, rank, what == "ask")
    os._exit(0)


def run(what, kind):
    """Both ranks; returns ([exit status or None], [what they printed as JSON])."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, os.path.abspath(__file__), what, kind]
        ranks = [
            subprocess.Popen([*command, str(rank), os.path.join(folder, "store")], stdout=subprocess.PIPE, text=True)
            for rank in (0, 1)
        ]
        codes, said = [], []
        for rank in ranks:
            try:
                text = rank.communicate(timeout=150)[0]
                codes.append(rank.returncode)
            except subprocess.TimeoutExpired:
                codes.append(None)
                text = ""
            said += [json.loads(line) for line in text.splitlines() if line.startswith("{")]
            if codes[-1] != 0:
                for other in ranks:
                    other.kill()
    return codes, said


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])

"""Tiny training programs of six frameworks, for what Vigil must find in them with no configuration.

    PROBING=1 PROBING_PORT=9900 python framework_trainer.py transformers --seconds 60

--nan-when FILE spoils each batch as soon as there is such a file; the program goes on training on NaN, and its seconds
begin then. It ends with the status that it is told. So that a test can compare, it prints what it knows itself:
`loss VALUE` for each backward, and `step NUMBER` by the framework's own count.
"""

import argparse
import os
import sys
import tempfile
import time

os.environ.setdefault("KERAS_BACKEND", "torch")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import torch
from torch import nn

LEARNING_RATE = 0.01


class Clock:
    """How long the program still trains, and whether its batches are spoilt by now; it starts with the first batch, or
    the first spoilt one."""

    def __init__(self, options):
        self.options = options
        self.began = None
        self.delay = options.delay

    def spoilt(self):
        return self.options.nan_when is not None and os.path.exists(self.options.nan_when)

    def running(self):
        if self.began is None and (self.options.nan_when is None or self.spoilt()):
            self.began = time.monotonic()
        return self.began is None or time.monotonic() - self.began < self.options.seconds

    def batch(self, size=16):
        """Inputs and their sums, NaN once the time has come."""
        inputs = torch.randn(size, 8)
        targets = inputs.sum(1, keepdim=True)
        if self.spoilt():
            targets = targets * float("nan")
        return inputs, targets


class Samples(torch.utils.data.Dataset):
    """More samples than the clock allows; a batch of them takes the clock's delay."""

    def __init__(self, clock, make=lambda inputs, targets: (inputs, targets)):
        self.clock = clock
        self.make = make

    def __len__(self):
        return 1_000_000

    def __getitem__(self, index):
        time.sleep(self.clock.delay / 16)
        inputs, targets = self.clock.batch(1)
        return self.make(inputs[0], targets[0])


def tell_step(number):
    """What the framework itself calls its step."""
    print(f"step {int(number)}", flush=True)


def tell_losses():
    """Prints each loss that a backward starts from."""
    original = torch.Tensor.backward

    def backward(self, *args, **kwargs):
        print(f"loss {self.item()!r}", flush=True)
        return original(self, *args, **kwargs)

    torch.Tensor.backward = backward


def perceptron():
    """A model small enough for any machine."""
    return nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 1))


def run_transformers(clock):
    """The Trainer, with a model that returns its loss."""
    from transformers import Trainer, TrainerCallback, TrainingArguments

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = perceptron()

        def forward(self, inputs, labels):
            out = self.net(inputs)
            return {"loss": nn.functional.mse_loss(out, labels), "logits": out}

    class UntilTheEnd(TrainerCallback):
        def on_step_end(self, args, state, control, **_):
            tell_step(state.global_step)
            control.should_training_stop = not clock.running()

    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArguments(
            output_dir=folder, max_steps=10**6, learning_rate=LEARNING_RATE, lr_scheduler_type="constant",
            per_device_train_batch_size=16, report_to=[], save_strategy="no", logging_steps=50, use_cpu=True,
            disable_tqdm=True,
        )  # fmt: skip
        data = Samples(clock, lambda inputs, targets: {"inputs": inputs, "labels": targets})
        Trainer(model=Model(), args=arguments, train_dataset=data, callbacks=[UntilTheEnd()]).train()


def run_lightning(clock):
    """A LightningModule with automatic optimization."""
    import lightning

    class Module(lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.net = perceptron()

        def training_step(self, batch, batch_idx):
            inputs, targets = batch
            return nn.functional.mse_loss(self.net(inputs), targets)

        def configure_optimizers(self):
            return torch.optim.SGD(self.parameters(), lr=LEARNING_RATE)

    class UntilTheEnd(lightning.Callback):
        def on_train_batch_end(self, trainer, *_):
            tell_step(trainer.global_step)
            trainer.should_stop = not clock.running()

    loader = torch.utils.data.DataLoader(Samples(clock), batch_size=16)
    trainer = lightning.Trainer(
        callbacks=[UntilTheEnd()], max_epochs=1, logger=False, enable_checkpointing=False, enable_progress_bar=False,
        enable_model_summary=False, accelerator="cpu",
    )  # fmt: skip
    trainer.fit(Module(), loader)


def run_accelerate(clock):
    """A loop of its own around accelerate."""
    from accelerate import Accelerator

    accelerator = Accelerator(cpu=True)
    model = perceptron()
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
    model, optimizer, loader = accelerator.prepare(
        model, optimizer, torch.utils.data.DataLoader(Samples(clock), batch_size=16)
    )
    for step, (inputs, targets) in enumerate(loader):
        if not clock.running():
            break
        loss = nn.functional.mse_loss(model(inputs), targets)
        optimizer.zero_grad()
        accelerator.backward(loss)
        optimizer.step()
        tell_step(step)


def run_keras(clock):
    """model.fit on a generator."""
    import keras

    def batches():
        while clock.running():
            time.sleep(clock.delay)
            inputs, targets = clock.batch()
            yield inputs.numpy(), targets.numpy()

    class Teller(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            tell_step(self.model.optimizer.iterations)
            print(f"loss {float(logs['loss'])!r}", flush=True)  # the mean so far

    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=LEARNING_RATE), loss="mse")
    model.fit(batches(), epochs=1, verbose=0, callbacks=[Teller()])


def run_fastai(clock):
    """A Learner with a constant learning rate, which evaluates after each epoch."""
    import fastai.callback.progress  # noqa: F401 (brings no_bar)
    from fastai.callback.core import Callback, CancelFitException
    from fastai.data.core import DataLoaders
    from fastai.data.load import DataLoader
    from fastai.learner import Learner
    from fastai.optimizer import SGD

    class Short(Samples):
        def __len__(self):
            return 1000

    class UntilTheEnd(Callback):
        def after_batch(self):
            if self.training:
                tell_step(self.train_iter)
            if not clock.running():
                raise CancelFitException

    loader = DataLoader(Short(clock), bs=16, num_workers=0)
    learner = Learner(DataLoaders(loader, loader), perceptron(), loss_func=nn.MSELoss(), opt_func=SGD, lr=LEARNING_RATE)
    with learner.no_bar(), learner.no_logging():
        learner.fit(10**6, lr=LEARNING_RATE, cbs=[UntilTheEnd()])


def run_stable_baselines3(clock):
    """PPO on an environment that costs nothing; after a spoilt update it goes back to a policy that can act."""
    import gymnasium
    import numpy
    from stable_baselines3 import PPO
    from stable_baselines3.common.callbacks import BaseCallback

    class World(gymnasium.Env):
        observation_space = gymnasium.spaces.Box(-1, 1, (4,), numpy.float32)
        action_space = gymnasium.spaces.Discrete(2)

        def reset(self, *, seed=None, options=None):
            super().reset(seed=seed)
            self.left = 50
            return self.observation_space.sample(), {}

        def step(self, action):
            time.sleep(clock.delay / 10)
            self.left -= 1
            reward = float("nan") if clock.spoilt() else float(action)
            return self.observation_space.sample(), reward, self.left <= 0, False, {}

    class UntilTheEnd(BaseCallback):
        good = None

        def _on_rollout_start(self):
            if clock.spoilt() and self.good:
                self.model.policy.load_state_dict(self.good)
            self.good = {name: value.clone() for name, value in self.model.policy.state_dict().items()}

        def _on_step(self):
            tell_step(self.num_timesteps)
            return clock.running()

    torch.distributions.Distribution.set_default_validate_args(False)  # it would end the program at the first NaN
    model = PPO("MlpPolicy", World(), n_steps=128, batch_size=32, n_epochs=4, learning_rate=LEARNING_RATE, device="cpu")
    model.learn(10**9, callback=UntilTheEnd())


FRAMEWORKS = {
    "transformers": run_transformers,
    "lightning": run_lightning,
    "accelerate": run_accelerate,
    "keras": run_keras,
    "fastai": run_fastai,
    "stable-baselines3": run_stable_baselines3,
}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("framework", choices=FRAMEWORKS)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--nan-when")
    parser.add_argument("--delay", type=float, default=0.05)
    parser.add_argument("--status", type=int, default=0)
    chosen = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    tell_losses()
    FRAMEWORKS[chosen.framework](Clock(chosen))
    print("done", flush=True)
    sys.exit(chosen.status)

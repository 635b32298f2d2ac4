"""The models of the benchmark, as a plugin that is only there while measuring."""

from engine import About, Role, Text, hookimpl, load_forms


@hookimpl
def about():
    return About(Text("基准测试", "Benchmark"), number=98)


@hookimpl
def forms():
    return load_forms(__file__)


@hookimpl
def roles():
    return [Role("grp_bench", Text("测试员", "Bench"), "CM")]

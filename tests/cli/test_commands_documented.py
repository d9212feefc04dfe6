"""Every command and option is documented, every help text has an example that parses, and help answers at once."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from ef_training.cli import COMMANDS, cli

ROOT = Path(__file__).parents[2]
HEAVY = ("numpy", "scipy", "pandas", "matplotlib", "openpyxl", "xlsxwriter", "jinja2", "bw2data", "bw2io", "bw2calc")


def walk(group: click.Group, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], click.Command]:
    """Every command by its path, groups included."""
    found: dict[tuple[str, ...], click.Command] = {path: group}
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        found |= walk(command, (*path, name)) if isinstance(command, click.Group) else {(*path, name): command}
    return found


TREE = walk(cli)
LEAVES = {
    path: command
    for path, command in TREE.items()
    if not isinstance(command, click.Group) or (command.invoke_without_command and command.params)
}
"""The commands: a group that takes arguments of its own (`review`) is one too."""


def options(command: click.Command) -> list[click.Option]:
    return [parameter for parameter in command.params if isinstance(parameter, click.Option)]


@pytest.fixture(scope="module")
def documented() -> dict[str, str]:
    """Headings of docs/commands.md and what stands under each."""
    parts = re.split(r"^#+ (.+)$", (ROOT / "docs" / "commands.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_tree_is_the_one_of_the_design():
    assert {path[0] for path in LEAVES} == set(COMMANDS)
    assert set(COMMANDS) >= {"demo", "form", "factors", "background", "methods", "import", "assess", "hotspots", "report"}
    assert len(LEAVES) >= 13


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_command_has_its_section(path, documented):
    name = "ef-training " + " ".join(path)
    section = documented[name]
    anchor = name.replace(" ", "-")
    assert f"[`{name}`](#{anchor})" in documented["Commands"]
    block = "\n".join(re.findall(r"```sh\n(.*?)```", section, re.DOTALL))
    assert f"{name} " in f"{block} ".replace("\n", " "), "no example"
    for parameter in LEAVES[path].params:
        written = parameter.opts[-1] if isinstance(parameter, click.Option) else (parameter.metavar or parameter.name.upper())
        assert re.search(rf"`{re.escape(written)}[` ]", section), written


def test_options_of_the_program_are_documented(documented):
    for option in options(cli):
        assert f"`{option.opts[-1]}" in documented["Options of the program itself"], option.opts


def test_nothing_is_documented_that_is_not_there(documented):
    known = {spelling for command in TREE.values() for option in options(command) for spelling in option.opts} | {"--help", "-h"}
    text = "\n".join(documented.values())
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text)) <= known
    commands = {heading.removeprefix("ef-training ") for heading in documented if heading.startswith("ef-training ")}
    assert commands == {" ".join(path) for path in LEAVES}


def parsed(arguments: list[str]) -> None:
    """Parse arguments as the command line does, without running anything; raises where it would answer with usage."""
    command: click.Command = cli
    context = click.Context(cli, info_name="ef-training")
    while isinstance(command, click.Group):
        while arguments[0].startswith("-"):
            assert arguments.pop(0) in {spelling for option in options(command) for spelling in option.opts}
        found = command.get_command(context, arguments[0])
        if found is None and command.invoke_without_command:
            break
        assert found is not None, arguments[0]
        context = click.Context(found, parent=context, info_name=arguments.pop(0))
        command = found
    command.make_context(context.info_name, arguments, parent=context.parent)


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_help_text_has_an_example_that_parses(path):
    text = LEAVES[path].help or ""
    (example,) = re.findall(r"^\s*Example: ef-training (.+)$", text, re.MULTILINE)
    arguments = shlex.split(example)
    assert tuple(arguments[: len(path)]) == path
    parsed(arguments)


def test_a_wrong_example_would_not_parse():
    for wrong in ("assess form.xlsx", "asess form.xlsx --out results", "assess form.xlsx --out results --fast"):
        with pytest.raises((click.UsageError, AssertionError)):
            parsed(shlex.split(wrong))


def test_every_example_of_the_documentation_parses():
    pages = [*(ROOT / "docs").glob("*.md"), *ROOT.glob("README*.md"), ROOT / "CONTRIBUTING.md"]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    blocks = re.findall(r"```(?:sh|bat|powershell)\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in re.split(r"\n|&&|;", block)]
    examples = [match[1] for line in lines if (match := re.match(r"\s*(?:\S*[/\\])?ef-training (.+)", line))]
    assert len(examples) > 20
    for example in examples:
        arguments = shlex.split(re.split(r"\s(?:[>#|]|2>)", example)[0])
        if not {"--help", "-h", "--version"} & set(arguments):
            parsed(arguments)


@pytest.mark.parametrize("path", TREE, ids=lambda path: " ".join(path) or "ef-training")
def test_every_command_and_option_says_what_it_is(path):
    command = TREE[path]
    assert command.help
    assert command.help.strip()[0].isupper()
    assert command.help.strip().splitlines()[0].endswith((".", "…"))
    for option in options(command):
        assert option.help, option.opts


def test_help_imports_nothing_heavy():
    """All help texts in one process, the program's own included: nothing is imported that takes time."""
    script = f"""
import json, sys
from ef_training.cli import cli
for path in {[list(path) for path in TREE]!r}:
    cli(args=[*path, "--help"], standalone_mode=False)
print(json.dumps(sorted(set(sys.modules) & set({HEAVY!r}))))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == []
    assert done.stdout.count("Usage: ") == len(TREE)


def test_help_lists_every_command_with_its_line(capsys):
    cli(args=["--help"], standalone_mode=False)
    text = capsys.readouterr().out
    for name, (_, short) in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(short[:30])}", text, re.MULTILINE), name


def test_ci_runs_what_the_readme_says():
    """The test command of the README is the line that .ci/run calls, but for pip's quiet."""
    for page in ("README.md", "README.zh-TW.md"):
        blocks = re.findall(r"```sh\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
        demo, test = blocks[0].strip().splitlines()
        assert demo == "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/ef-training demo --out demo-results"
        assert test == 'python3 -m venv .venv && .venv/bin/pip install -e ".[test]" && .venv/bin/pytest'
        run = (ROOT / ".ci" / "run").read_text(encoding="utf-8").replace("pip install -q ", "pip install ")
        assert test in run.splitlines()
        assert ".venv/bin/ruff check ." in run.splitlines()
        assert ".venv/bin/mypy" in run.splitlines()

"""The template and the reference are what the models say."""

import re
from pathlib import Path

from smstui.config import reference as reference_module
from smstui.config.effective import effective_values
from smstui.config.files import Document
from smstui.config.load import examine, load
from smstui.config.reference import reference
from smstui.config.template import template


def test_the_template_is_valid_as_it_stands_and_opens_nothing(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    for family in ("sdp2", "opf"):
        path.write_text(template(family))
        loaded = load(path)
        assert loaded.warnings == []
        assert loaded.deployment().read_only
        assert loaded.deployment().family == family


def test_its_sentences_fit_a_terminal_of_80_columns() -> None:
    for family in ("sdp2", "opf"):
        long = [line for line in template(family).splitlines() if len(line) > 80]
        assert {line.partition(" = ")[0] for line in long} == {"# lists"}, "one key, on one line"


def test_every_commented_line_shows_the_default(tmp_path: Path) -> None:
    """Uncommented, the whole template is valid, and no unset value has changed."""
    import tomllib

    path = tmp_path / "config.toml"
    for family in ("opf", "sdp2"):
        opened = re.sub(r'^# (?=[a-zA-Z_"]+ = |\[)', "", template(family), flags=re.MULTILINE)
        examined = examine(Document(path, opened, tomllib.loads(opened)))
        assert examined.errors == [], family
    assert examined.warnings == []
    assert set(examined.settings.deployments) == {"lab", "prod"}

    path.write_text(template())
    before = {value.key: value.value for value in effective_values(load(path))}
    path.write_text(opened)
    after = {value.key: value.value for value in effective_values(load(path))}
    changed = {key for key, value in before.items() if after[key] != value}
    shown = ("ca_file", "proxy", "proxy_username", "proxy_password", "client_cert", "client_key",
             "client_key_passphrase", "platform_id", "currency", "sdp2.srm_url",
             "sdp2.namespace_version")  # fmt: skip
    assert changed == {f"deployments.lab.{key}" for key in shown}


def test_the_committed_reference_is_fresh() -> None:
    committed = Path(reference_module.__file__).with_name("README.md").read_text("utf-8")
    assert committed == reference()

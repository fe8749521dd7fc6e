"""What comes into being, what goes for ever, rights and profiles: each begins with its form.

What is typed behind the word stands in the form's fields already.
"""

from typing import TYPE_CHECKING

from smstui.console.screens.lookup_changing import LookupChanging

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.domain.bundle import Bundle
    from smstui.services.outcomes import Opened


class LookupForms(LookupChanging):
    @property
    def seen(self) -> "Sequence[Opened]":
        """What was opened here, the latest first."""
        return [entry.opened for entry in self._hand.entries]

    def do_account_create(self) -> None:
        self.do_account_create_with("")

    def do_account_create_with(self, typed: str) -> None:
        self._create("create-account", typed)

    def do_box_create(self) -> None:
        self.do_box_create_with("")

    def do_box_create_with(self, typed: str) -> None:
        self._create("create-box", typed)

    def do_box_install(self) -> None:
        self.do_box_install_with("")

    def do_box_install_with(self, typed: str) -> None:
        self._create("create-box-and-card", typed)

    def do_card_create(self) -> None:
        self.do_card_create_with("")

    def do_card_create_with(self, typed: str) -> None:
        self._create("create-card", typed)

    def do_box_delete(self) -> None:
        self.do_box_delete_with("")

    def do_box_delete_with(self, typed: str) -> None:
        self._delete("delete-box", typed)

    def do_card_delete(self) -> None:
        self.do_card_delete_with("")

    def do_card_delete_with(self, typed: str) -> None:
        self._delete("delete-card", typed)

    def do_right_add(self) -> None:
        self.do_right_add_with("")

    def do_right_add_with(self, typed: str) -> None:
        from smstui.console.screens import form_opening

        if (bundle := self._bundle_open) is not None:
            form_opening.give_right(self.app, bundle, typed)

    def do_right_remove(self) -> None:
        self.do_right_remove_with("")

    def do_right_remove_with(self, typed: str) -> None:
        from smstui.console.screens import form_opening

        if (bundle := self._bundle_open) is not None:
            form_opening.take_right(self.app, bundle, self.record_in_hand, typed)

    def do_account_profile(self) -> None:
        self.do_account_profile_with("")

    def do_account_profile_with(self, typed: str) -> None:
        from smstui.console.screens import form_opening

        if (bundle := self._bundle_open) is not None:
            form_opening.give_profile(self.app, bundle, typed)

    def do_cas_subscribe(self) -> None:
        self.do_cas_subscribe_with("")

    def do_cas_subscribe_with(self, typed: str) -> None:
        self._at_the_cas("cas-subscribe", typed)

    def do_cas_unsubscribe(self) -> None:
        self.do_cas_unsubscribe_with("")

    def do_cas_unsubscribe_with(self, typed: str) -> None:
        self._at_the_cas("cas-unsubscribe", typed)

    @property
    def _bundle_open(self) -> "Bundle | None":
        return self.opened.bundle if self.opened is not None else None

    def _create(self, name: str, typed: str) -> None:
        from smstui.console.screens import form_opening

        form_opening.create(self.app, name, self._bundle_open, typed)

    def _delete(self, name: str, typed: str) -> None:
        from smstui.console.screens import form_opening

        form_opening.delete(self.app, name, self.record_in_hand, typed)

    def _at_the_cas(self, name: str, typed: str) -> None:
        from smstui.console.screens import form_opening

        form_opening.at_the_cas(self.app, self.record_in_hand, name, typed)

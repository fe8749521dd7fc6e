"""The sandbox: an embedded platform; imports smstui.domain only."""

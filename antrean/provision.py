"""A terminal made known to the hub without a code on its screen: its identity is written for it."""

from antrean.channel import Channel
from protocol.messages import AddDevice, DeviceAdded, DeviceRow
from protocol.vocabulary import DeviceKind
from terminal.link import HubSettings, Identity, new_request_id
from terminal.link import identity as identities


async def provisioned(way: Channel, kind: DeviceKind, name: str, place: str, bond: HubSettings) -> DeviceRow:
    """Adds the device and leaves its identity in the bond's folder. Raises Refusal, LinkProblem."""
    assert way.hub is not None, "a device is added through a running hub"
    answer = await way.ask(AddDevice(request_id=new_request_id(), kind=kind, name=name, place=place))
    assert isinstance(answer, DeviceAdded)
    url = bond.url or way.hub.url
    fingerprint = way.hub.fingerprint if url.startswith("wss:") else ""
    identities.save(
        bond.state_dir,
        Identity(url=url, fingerprint=fingerprint, token=answer.token, name=answer.device.name, place=place),
    )
    return answer.device

using System.Collections.Concurrent;
using System.Net;
using Matinee.Realtime.Connections;

namespace Matinee.Realtime.Usage;

/// <summary>How many streams of one address wait here to say who they are: whoever has said it is counted elsewhere.</summary>
internal sealed class AddressGate(ConnectionOptions limits)
{
    private readonly ConcurrentDictionary<string, int> _waiting = new(StringComparer.Ordinal);

    /// <summary>A place for one more stream; null when too many wait.</summary>
    public AddressPlace? TryEnter(IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        if (address is null || limits.Exempts(address))
            return new AddressPlace(null, "");
        var place = new AddressPlace(this, address.ToString());
        if (_waiting.AddOrUpdate(place.Address, 1, static (_, count) => count + 1) <= limits.PerAddressWaiting)
            return place;
        place.Dispose();
        return null;
    }

    public void Leave(string address)
    {
        if (_waiting.AddOrUpdate(address, 0, static (_, count) => count - 1) <= 0)
            _waiting.TryRemove(new(address, 0));
    }
}

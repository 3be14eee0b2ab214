using Matinee.Realtime.Presence;
using Matinee.Realtime.Transports;
using Matinee.Realtime.Usage;

namespace Matinee.Realtime.Administration;

/// <summary>What nodes tell each other by the clock: who is where, and how many there are.</summary>
internal sealed class NodeBoards(PresenceBoard presence, UsageBoard usage, EmulationRelay relay) : IAsyncDisposable
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await presence.StartAsync(cancellationToken);
        await usage.StartAsync(cancellationToken);
        await relay.StartAsync(cancellationToken);
    }

    public async Task TickAsync()
    {
        await presence.TickAsync();
        await usage.TickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await presence.DisposeAsync();
        await usage.DisposeAsync();
        await relay.DisposeAsync();
    }
}

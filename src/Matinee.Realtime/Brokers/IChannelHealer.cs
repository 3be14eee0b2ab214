namespace Matinee.Realtime.Brokers;

/// <summary>Puts a channel together after the store came back. The host's own one knows what its entries mean; the default one is <see cref="AppendingHealer"/>.</summary>
public interface IChannelHealer
{
    /// <summary>
    /// Called by every node that took entries without the store, for each such channel, in any order and maybe at the same time; again when it threw.
    /// Nothing may be put back into the epoch that <see cref="LocalPart.From"/> names: its followers have gone on without it. When it returns, the
    /// channel is the store's again, and its members on this node subscribe anew.
    /// </summary>
    Task HealAsync(LocalPart part, IBroker store, CancellationToken cancellationToken);
}

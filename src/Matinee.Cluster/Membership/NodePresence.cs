using Matinee.Cluster.Registry;

namespace Matinee.Cluster.Membership;

/// <summary>A node's sign of life: its card in the registry, under a lease that ends when the node does.</summary>
public sealed class NodePresence
{
    /// <summary>After so much silence a node counts as gone. A busy machine may be late several times.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    private readonly IRegistry _registry;
    private readonly TimeProvider _time;
    private NodeCard _card;
    private NodeCard? _written;
    private LeaseId _lease;

    public NodePresence(IRegistry registry, NodeCard card, TimeProvider time) => (_registry, _card, _time) = (registry, card, time);

    public NodeCard Card => Volatile.Read(ref _card);

    /// <summary>The next beat tells it.</summary>
    /// <param name="change">May be called again when another change came between.</param>
    public void Change(Func<NodeCard, NodeCard> change)
    {
        for (var known = Card; Interlocked.CompareExchange(ref _card, change(known), known) is var found && !ReferenceEquals(found, known);)
            known = found;
    }

    /// <summary>Takes its place; the first time it becomes a member that stays until it is removed.</summary>
    /// <exception cref="NodeNameTakenException">It is another's.</exception>
    /// <exception cref="RegistryUnavailableException">No answer.</exception>
    /// <exception cref="OutcomeUnknownException">No answer; entering again is harmless.</exception>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        var card = Card;
        if (NodeCard.Parse((await _registry.GetAsync(NodeKeys.Life(card.Id), cancellationToken)).Found?.Value) is { } living && living.Home != card.Home)
            throw new NodeNameTakenException(card.Id, living.Home);
        _lease = await _registry.GrantAsync(Lifetime, cancellationToken);
        await WriteAsync(card, cancellationToken);
    }

    /// <summary>Keeps the place until cancelled, takes it again when it was taken for dead, and gives it up at the end.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new PeriodicTimer(Beat, _time);
            while (await timer.WaitForNextTickAsync(cancellationToken))
                await TryBeatAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), _time);
            await LeaveAsync(patience.Token);
        }
    }

    /// <summary>One beat.</summary>
    internal async Task BeatAsync(CancellationToken cancellationToken)
    {
        var card = Card;
        if (!await _registry.KeepAliveAsync(_lease, cancellationToken))
        {
            _written = null;
            _lease = await _registry.GrantAsync(Lifetime, cancellationToken);
        }

        if (card != _written)
            await WriteAsync(card, cancellationToken);
    }

    private async Task TryBeatAsync(CancellationToken cancellationToken)
    {
        try
        {
            await BeatAsync(cancellationToken);
        }
        catch (Exception e) when (e is RegistryUnavailableException or OutcomeUnknownException or LeaseLostException)
        {
            // The next beat is as good; who watches sees this node go when too many fail.
            _written = null;
        }
    }

    private async Task WriteAsync(NodeCard card, CancellationToken cancellationToken)
    {
        // How busy it is changes with every beat, and is of no worth once it is gone: what stays does not say it.
        var lasting = card with { Load = null };
        var life = RegistryWrite.Put(NodeKeys.Life(card.Id), card.ToJson(), _lease);
        await _registry.CommitAsync(new RegistryTransaction
        {
            Then = _written is { } written && written with { Load = null } == lasting ? [life] : [life, RegistryWrite.Put(NodeKeys.Member(card.Id), lasting.ToJson())],
        }, cancellationToken);
        _written = card;
    }

    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _registry.RevokeAsync(_lease, cancellationToken);
        }
        catch (Exception e) when (e is RegistryUnavailableException or OperationCanceledException)
        {
            // The lease ends by itself.
        }
    }
}

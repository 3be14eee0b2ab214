using Matinee.Cluster.Leadership;
using Matinee.Cluster.Registry;
using Matinee.Testing.Time;

namespace Matinee.Tests.Cluster;

/// <summary>A node whose every call may fail, be lost on its way back, or not happen for a while, by a seeded die.</summary>
internal sealed class SimulatedNode : IRegistry, IRaftView, IDisposable
{
    private readonly MemoryRegistry _registry;
    private readonly Random _die;

    public SimulatedNode(string name, MemoryRegistry registry, bool hasRaft, ManualTime time, Random die)
    {
        (Name, _registry, _die) = (name, registry, die);
        Election = new LeaderElection(this, hasRaft ? this : null, new LeadershipOptions { Node = name }, time);
    }

    public string Name { get; }

    public LeaderElection Election { get; }

    /// <summary>Of calls in a hundred.</summary>
    public int Faults { get; set; }

    /// <summary>Its process is stopped until then.</summary>
    public DateTimeOffset AsleepUntil { get; set; }

    /// <summary>What its member believes.</summary>
    public RaftState? Raft { get; set; }

    public Task<RaftState?> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(Raft);

    public Task<RegistryReading> GetAsync(string key, CancellationToken cancellationToken) => Read(() => _registry.GetAsync(key, cancellationToken));

    public Task<RegistryPage> ListAsync(RegistryQuery query, CancellationToken cancellationToken) => Read(() => _registry.ListAsync(query, cancellationToken));

    public IAsyncEnumerable<RegistryUpdate> WatchAsync(string prefix, long from, CancellationToken cancellationToken) => _registry.WatchAsync(prefix, from, cancellationToken);

    public Task<RegistryOutcome> CommitAsync(RegistryTransaction transaction, CancellationToken cancellationToken) => Write(() => _registry.CommitAsync(transaction, cancellationToken));

    public Task<LeaseId> GrantAsync(TimeSpan lifetime, CancellationToken cancellationToken) => Write(() => _registry.GrantAsync(lifetime, cancellationToken));

    public Task<bool> KeepAliveAsync(LeaseId lease, CancellationToken cancellationToken) => Read(() => _registry.KeepAliveAsync(lease, cancellationToken));

    public Task RevokeAsync(LeaseId lease, CancellationToken cancellationToken) => Read(async () =>
    {
        await _registry.RevokeAsync(lease, cancellationToken);
        return true;
    });

    public void Dispose() => Election.Dispose();

    private Task<T> Read<T>(Func<Task<T>> call) => Roll() switch
    {
        0 => throw new RegistryUnavailableException("It never arrived."),
        1 => Lose(call, new RegistryUnavailableException("Its answer was lost.")),
        _ => call(),
    };

    private Task<T> Write<T>(Func<Task<T>> call) => Roll() switch
    {
        0 => throw new OutcomeUnknownException("It never arrived."),
        1 => Lose(call, new OutcomeUnknownException("Its answer was lost.")),
        _ => call(),
    };

    private static Task<T> Lose<T>(Func<Task<T>> call, Exception instead)
    {
        _ = call();
        throw instead;
    }

    private int Roll() => _die.Next(100) < Faults ? _die.Next(2) : 2;
}

using Matinee.Cluster.Etcd;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Registry;
using Matinee.Testing.Faults;

namespace Matinee.IntegrationTests.Cluster;

/// <summary>A node of the stage: its member, its registry, and its wish to lead.</summary>
internal sealed class StageNode : IAsyncDisposable
{
    /// <summary>In the short run a process that is crowded out for some seconds keeps its lead.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(Soak.IsFull ? 3 : 12);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _promoting;
    private readonly Task _leading;

    public StageNode(EtcdMemberOptions options, EtcdMember member, HttpClient http)
    {
        (Options, Member) = (options, member);
        Registry = new EtcdRegistry(http, new EtcdOptions { Endpoints = [member.Endpoint] }, TimeProvider.System);
        Unhurried = new EtcdRegistry(
            http, new EtcdOptions { Endpoints = [member.Endpoint], TryTimeout = TimeSpan.FromSeconds(15), Deadline = TimeSpan.FromSeconds(60) }, TimeProvider.System);
        Roster = new EtcdRoster(http, member.Endpoint, options.ClusterName, TimeProvider.System);
        Election = new LeaderElection(Registry, member.Status, new LeadershipOptions { Node = options.Name, Lease = Lease }, TimeProvider.System);
        _promoting = Task.Run(PromoteAsync);
        _leading = Task.Run(() => Election.RunAsync(_stop.Token));
    }

    public EtcdMemberOptions Options { get; }

    public string Name => Options.Name;

    public EtcdMember Member { get; }

    public IRegistry Registry { get; }

    /// <summary>The same, for calls that are only expected to succeed.</summary>
    public IRegistry Unhurried { get; }

    public EtcdRoster Roster { get; }

    public LeaderElection Election { get; }

    public async Task<string> LogAsync() => string.Join('\n', (await File.ReadAllLinesAsync(Path.Combine(Options.Folder, "etcd.log"))).TakeLast(20));

    public async ValueTask DisposeAsync()
    {
        // The member first: what resigns afterwards reaches nobody, as with a machine that lost its power.
        Member.Kill();
        await Member.DisposeAsync();
        await _stop.CancelAsync();
        await Task.WhenAll(_promoting, _leading);
        Election.Dispose();
        _stop.Dispose();
    }

    private async Task PromoteAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (Election.Term is not null)
                    await Roster.PromoteAsync(_stop.Token);
            }
            catch (Exception e) when (e is RegistryUnavailableException or OutcomeUnknownException)
            {
                // The next look.
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(100, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

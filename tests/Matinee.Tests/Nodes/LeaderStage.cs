using Matinee.App.Nodes;
using Matinee.App.Nodes.Forwarding;
using Matinee.App.Nodes.Leading;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Membership;
using Matinee.Cluster.Registry;
using Matinee.Testing.Time;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Matinee.Tests.Nodes;

/// <summary>One node, with a registry in memory in which a test says who leads.</summary>
internal sealed class LeaderStage : IDisposable
{
    private readonly NodeHttp _http = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddLogging().AddProblemDetails().BuildServiceProvider();

    public LeaderStage(params string[] roles)
    {
        Registry = new MemoryRegistry(Time);
        Election = new LeaderElection(Registry, raft: null, new LeadershipOptions { Node = "node1", Lease = TimeSpan.FromSeconds(10) }, Time);
        Directory = new NodeDirectory(Registry, Time);
        var presence = new NodePresence(Registry, new NodeCard { Id = "node1", Address = "http://localhost:1", Home = "here", Roles = [.. roles] }, Time);
        Duty = new LeaderDuty(Election, Directory, presence);
    }

    public ManualTime Time { get; } = new();

    public MemoryRegistry Registry { get; }

    public LeaderElection Election { get; }

    public NodeDirectory Directory { get; }

    public LeaderDuty Duty { get; }

    public ClusterOptions Options { get; } = new();

    public Task LeadAsync() => Election.RoundAsync(CancellationToken.None);

    /// <summary>Another sits there, and this node has seen it.</summary>
    public async Task FollowAsync(string leader, string address, params string[] roles)
    {
        await new NodePresence(Registry, new NodeCard { Id = leader, Address = address, Home = "there", Roles = [.. roles] }, Time).EnterAsync(CancellationToken.None);
        await Registry.CommitAsync(RegistryTransaction.Put("leader", $$"""{"node":"{{leader}}","raftTerm":0}"""), CancellationToken.None);
        await Election.RoundAsync(CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var seen = Directory.Changed;
        var following = Directory.RunAsync(stop.Token);
        await seen;
        await stop.CancelAsync();
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>A request as the gate sees it.</summary>
    /// <returns>The answer, and whether it was this node's own.</returns>
    public (Task<HttpContext> Answer, Func<bool> WasHere) Send(string query = "", bool onLeader = true, bool asksWho = false)
    {
        var wasHere = false;
        var gate = new LeaderGate(
            _ =>
            {
                wasHere = true;
                return Task.CompletedTask;
            },
            Election, Directory, new LeaderForward(_http, new NodeIdentity("node1", Time.GetUtcNow(), "/"), Time, NullLogger<LeaderForward>.Instance),
            Microsoft.Extensions.Options.Options.Create(Options), Time);
        var context = new DefaultHttpContext { RequestServices = _services };
        context.Response.Body = new MemoryStream();
        (context.Request.Method, context.Request.Path, context.Request.QueryString) = ("POST", "/hls/streams", new QueryString(query));
        object[] metadata = [.. onLeader ? [LeaderOnly.Instance] : Array.Empty<object>(), .. asksWho ? [new AuthorizeAttribute()] : Array.Empty<object>()];
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(metadata), "streams"));
        return (RunAsync(), () => wasHere);

        async Task<HttpContext> RunAsync()
        {
            await gate.InvokeAsync(context);
            return context;
        }
    }

    public void Dispose()
    {
        Election.Dispose();
        Registry.Dispose();
        _http.Dispose();
        _services.Dispose();
    }
}

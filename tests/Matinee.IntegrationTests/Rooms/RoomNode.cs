using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Matinee.App.Accounts;
using Matinee.App.Database;
using Matinee.App.Fleet;
using Matinee.App.Http;
using Matinee.App.Library;
using Matinee.App.Limits;
using Matinee.App.Moderation;
using Matinee.App.Nodes;
using Matinee.App.Playback;
using Matinee.App.Rooms;
using Matinee.App.Rooms.Live;
using Matinee.App.Rooms.Rows;
using Matinee.App.Storage;
using Matinee.App.Transcoding;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Time;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Matinee.IntegrationTests.Rooms;

/// <summary>The rooms of one node, without the channel server in front: what it would ask, the tests ask.</summary>
internal sealed class RoomNode : IAsyncDisposable
{
    private const uint Away = 4503;

    private static readonly Type[] Loops = [typeof(ChatWriter), typeof(CheckpointWriter), typeof(RoomFeeds), typeof(AttendanceWorker), typeof(ReportDesk)];

    private readonly ServiceProvider _services;
    private readonly List<IHostedService> _started = [];

    private RoomNode(ServiceProvider services) => _services = services;

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    public static async Task<RoomNode> StartAsync(
        string name, string folder, ICatalogueDatabase catalogue, RoomWires wires, IBroker broker, params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>(s.Key, s.Value))).Build());
        services.AddLogging().AddMetrics();
        services.AddSingleton(TimeProvider.System).AddSingleton(new ClusterSecret(new byte[32])).AddSingleton(new NodeIdentity(name, DateTimeOffset.UtcNow, folder));
        services.AddSingleton<IObjectStore>(new LocalObjectStore(Path.Combine(folder, "objects")));
        services.AddSingleton(_ => catalogue);
        services.AddSingleton(new GuardOptions { ProbeInterval = TimeSpan.FromMilliseconds(100) }).AddSingleton(broker).AddSingleton<INodeBus>(wires.Bus).AddSingleton<ISharedValues>(wires.Values);
        services.AddSingleton<IReferenceClock>(wires);
        services.AddSingleton(new HeldConnections()).AddSingleton<IRoomConnections>(provider => provider.GetRequiredService<HeldConnections>());
        services.AddHttp().AddLimits().AddAccounts().AddLibrary().AddFleet().AddTranscoding().AddPlayback().AddModeration().AddRooms();
        var node = new RoomNode(services.BuildServiceProvider());
        foreach (var loop in node._services.GetServices<IHostedService>().Where(service => Loops.Contains(service.GetType())))
        {
            await loop.StartAsync(Stop);
            node._started.Add(loop);
        }

        return node;
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public async Task<RoomFeed> FeedAsync(RoomId room) => await Get<RoomFeeds>().OpenAsync(room, Stop) ?? throw new InvalidOperationException("There is no such room.");

    public async Task<RoomFeed> ArriveAsync(RoomId room, UserId user, string client)
    {
        var feed = await FeedAsync(room);
        var member = await Get<MemberStore>().FindAsync(room, user, Stop) ?? throw new InvalidOperationException("Not a member.");
        Get<HeldConnections>().Clients.TryAdd(client, true);
        await Get<Attendance>().ArriveAsync(feed, member, client, Stop);
        return feed;
    }

    /// <summary>A call as the channel server hands it on.</summary>
    public async Task<(JsonElement Answer, CallError? Error)> CallAsync(UserId user, string method, object parameters)
    {
        var (answer, error) = await Get<RoomDesk>().CallAsync(method, JsonSerializer.SerializeToUtf8Bytes(parameters), user, Stop);
        return (answer is null ? default : JsonDocument.Parse(answer).RootElement, error);
    }

    /// <summary>A store that needs a moment is asked again with the same id, as every client does.</summary>
    public async Task<JsonElement> DoAsync(UserId user, string method, object parameters)
    {
        var (answer, error) = await CallAsync(user, method, parameters);
        for (var began = Stopwatch.GetTimestamp(); error?.Code == Away && Stopwatch.GetElapsedTime(began) < Patient.Limit;)
        {
            await Task.Delay(20, Stop);
            (answer, error) = await CallAsync(user, method, parameters);
        }

        return error is null ? answer : throw new InvalidOperationException($"{error.Code} {error.Message}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var loop in Enumerable.Reverse(_started))
            await loop.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }

    /// <summary>As if the machine had lost its power: nothing is written or said any more.</summary>
    public ValueTask KillAsync()
    {
        _started.RemoveAll(loop => loop is ChatWriter or CheckpointWriter or RoomFeeds or AttendanceWorker);
        return DisposeAsync();
    }
}

/// <summary>The channel server's side of it.</summary>
internal sealed class HeldConnections : IRoomConnections
{
    public ConcurrentDictionary<string, bool> Clients { get; } = new();

    public ConcurrentQueue<(UserId User, string Reason)> Ended { get; } = new();

    public IReadOnlySet<string> ClientsOf(RoomId room) => Clients.Keys.ToHashSet();

    public Task EndAsync(RoomId room, UserId user, string reason, CancellationToken cancellationToken)
    {
        Ended.Enqueue((user, reason));
        return Task.CompletedTask;
    }
}

/// <summary>What nodes share beside the catalogue.</summary>
internal sealed class RoomWires : IReferenceClock
{
    private readonly long _start = TimeProvider.System.GetTimestamp();

    public MemoryBroker Broker { get; private set; } = new(TimeProvider.System);

    public MemoryNodeBus Bus { get; } = new();

    public MemorySharedValues Values { get; } = new(TimeProvider.System);

    /// <summary>Of another day than any node's own.</summary>
    public Task<ReferenceSample> SampleAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new ReferenceSample(1_900_000_000_000 + TimeProvider.System.GetElapsedTime(_start).TotalMilliseconds, "wires"));

    /// <summary>The broker has lost everything.</summary>
    public void Lose() => Broker = new(TimeProvider.System);
}

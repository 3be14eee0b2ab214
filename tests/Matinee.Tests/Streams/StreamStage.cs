using Matinee.App.Accounts;
using Matinee.App.Streams;
using Matinee.App.Streams.Records;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Registry;
using Matinee.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Matinee.Tests.Streams;

/// <summary>Nodes that share a registry in memory, and know of streams by watching it.</summary>
internal sealed class StreamStage : IAsyncDisposable
{
    private readonly List<IDisposable> _parts = [];
    private readonly List<StreamDirectory> _directories = [];
    private int _made;

    public StreamStage() => Registry = new MemoryRegistry(Time);

    public ManualTime Time { get; } = new();

    public MemoryRegistry Registry { get; }

    public StreamOptions Options { get; } = new();

    /// <param name="leads">Takes the lead, if it is vacant.</param>
    public async Task<(StreamWrites Writes, StreamDirectory Directory, LeaderElection Election)> NodeAsync(string name, bool leads)
    {
        var election = new LeaderElection(Registry, null, new LeadershipOptions { Node = name }, Time);
        if (leads)
            await election.RoundAsync(CancellationToken.None);
        var directory = new StreamDirectory(Registry, Time, NullLogger<StreamDirectory>.Instance);
        await directory.StartAsync(CancellationToken.None);
        await directory.ReadyAsync(CancellationToken.None);
        var writes = new StreamWrites(Registry, election, directory, new StreamTombstones(Registry, Time), new OptionsWrapper<StreamOptions>(Options));
        _directories.Add(directory);
        _parts.AddRange([writes, election, directory]);
        return (writes, directory, election);
    }

    public StreamRecord Stream(string title = "A stream") => new()
    {
        Id = new StreamId($"s{_made++:0000000000000000}"),
        Title = title,
        Type = StreamType.Live,
        TargetDuration = 6,
        Window = 10,
        OwnerId = new UserId("u0123456789abcdef"),
        OwnerNode = "one",
        CreatedAt = Time.GetUtcNow(),
        UpdatedAt = Time.GetUtcNow(),
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var directory in _directories)
            await directory.StopAsync(CancellationToken.None);
        foreach (var part in _parts)
            part.Dispose();
        Registry.Dispose();
    }
}

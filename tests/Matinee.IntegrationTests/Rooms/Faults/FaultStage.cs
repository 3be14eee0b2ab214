using System.Diagnostics;
using Matinee.Testing.Faults;
using Xunit;

namespace Matinee.IntegrationTests.Rooms.Faults;

/// <summary>Rooms on two nodes, busy all the time, and what has to be true of them whatever happens underneath.</summary>
internal sealed class FaultStage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(Soak.Count(full: 30, brief: 90));
    private readonly FaultLedger _ledger = new();
    private readonly List<FaultRoom> _rooms = [];
    private SdkMembers? _sdk;

    private FaultStage(TwoNodes nodes) => Nodes = nodes;

    public TwoNodes Nodes { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IEnumerable<FaultMember> Members => _rooms.SelectMany(room => room.Members);

    /// <param name="sdk">As many again of the first room are the published SDK.</param>
    /// <param name="way">The broker as the second node sees it, when it has another way there.</param>
    public static async Task<FaultStage> OpenAsync(
        IReadOnlyDictionary<string, string?> broker, int rooms, int members, int sdk, IReadOnlyDictionary<string, string?>? way = null)
    {
        var stage = new FaultStage(await TwoNodes.StartAsync(broker, way, Stop));
        try
        {
            using var owner = await stage.Nodes[0].CreateAdminClientAsync(Stop);
            var film = await stage.Nodes.FilmAsync(owner, Stop);
            for (var i = 0; i < rooms; i++)
                stage._rooms.Add(await FaultRoom.OpenAsync(stage._ledger, stage.Nodes, owner, film, members, Stop));
            if (sdk > 0)
                stage._sdk = await SdkMembers.StartAsync(stage.Nodes, stage._rooms[0].Id, await stage._rooms[0].InviteAsync(stage.Nodes, sdk, Stop), Stop);
            await stage.TogetherAsync();
            foreach (var room in stage._rooms)
                room.Begin();
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Until all members of each room are together and have all that was acknowledged before the call. Returns how long it took.</summary>
    public async Task<TimeSpan> TogetherAsync()
    {
        var since = Stopwatch.GetTimestamp();
        var due = _rooms.Select(room => (room, (IReadOnlyCollection<string>)[.. room.Acknowledged])).ToList();
        while (due.Any(entry => !entry.room.IsTogether(entry.Item2)))
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Patience, "The members were not together again in time: " + Describe());
            await Task.Delay(50, Stop);
        }

        return Stopwatch.GetElapsedTime(since);
    }

    /// <summary>Members of a node, and those of them who are in an epoch that is this node's alone.</summary>
    public (int Here, int Alone) Parted(int node)
    {
        var here = Members.Where(member => member.Node == node).ToList();
        return (here.Count, here.Count(member => member.IsSubscribed && member.Epoch.EndsWith("~" + TwoNodes.Names[node], StringComparison.Ordinal)));
    }

    /// <summary>Members in an epoch of one node.</summary>
    public int Alone => Members.Count(member => member.Epoch.Contains('~', StringComparison.Ordinal));

    public int Ends => Members.Sum(member => member.Ends);

    /// <summary>Ends the noise, and compares.</summary>
    public async Task CheckAsync()
    {
        foreach (var room in _rooms)
            await room.HushAsync();
        await TogetherAsync();
        if (_sdk is not null)
            await _sdk.UntilAsync([.. _rooms[0].Acknowledged], Patience, Stop);
        Assert.Empty(_ledger.Complaints);
        foreach (var room in _rooms)
        {
            await UntilAgreedAsync(room);
            Check(room);
            await UntilWrittenAsync(room);
        }

        var (recovered, snapshots) = _ledger.Returns;
        Console.WriteLine($"{_rooms.Sum(room => room.Acknowledged.Count)} messages and {_rooms.Sum(room => room.Steered)} commands acknowledged, {recovered} returns recovered, {snapshots} given a snapshot");
    }

    public async ValueTask DisposeAsync()
    {
        if (_sdk is not null)
            await _sdk.DisposeAsync();
        foreach (var room in _rooms)
            await room.DisposeAsync();
        await Nodes.DisposeAsync();
    }

    // What was said last may be on its way to some of them, and what they do not agree on in the end is told by the check.
    private static async Task UntilAgreedAsync(FaultRoom room)
    {
        for (var since = Stopwatch.GetTimestamp(); !room.IsAgreed && Stopwatch.GetElapsedTime(since) < Patience;)
            await Task.Delay(50, Stop);
    }

    private async Task UntilWrittenAsync(FaultRoom room)
    {
        var since = Stopwatch.GetTimestamp();
        while (room.Acknowledged.Except(await Nodes.WrittenAsync(room.Id)).ToList() is { Count: > 0 } missing)
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Patience, $"Acknowledged, and not in the catalogue: {string.Join(' ', missing)}");
            await Task.Delay(200, Stop);
        }
    }

    private void Check(FaultRoom room)
    {
        var first = FaultRoom.ListOf(room.Members[0]);
        Assert.NotEmpty(room.Acknowledged);
        Assert.True(room.Steered > 0);
        Assert.Empty(room.Acknowledged.Except(first));
        foreach (var member in room.Members)
        {
            Assert.Equal(first, FaultRoom.ListOf(member));
            Assert.Equal(room.Members[0].Playback.GetProperty("version").GetInt64(), member.Playback.GetProperty("version").GetInt64());
            Assert.Equal(room.Members[0].Playback.GetProperty("rate").GetDouble(), member.Playback.GetProperty("rate").GetDouble());
        }

        if (_sdk is not null && room == _rooms[0])
            _sdk.Check(first);
    }

    private string Describe() => string.Join("; ", _rooms.Select(room =>
        $"{room.Id}: {room.Members.Count(member => member.IsSubscribed)} of {room.Members.Count} subscribed, epochs {string.Join(' ', room.Members.Select(member => member.Epoch).Distinct())}, "
        + $"{room.Members.Count(member => room.Acknowledged.Any(id => !member.Chat.ContainsKey(id)))} without all messages"
        + string.Concat(room.Members.Where(member => !member.IsSubscribed).Select(member => $"\n  {member.Number}: {member.Trouble[..Math.Min(300, member.Trouble.Length)]}")))) + "\n" + string.Join('\n', _ledger.Complaints) + "\n" + Nodes.LastWords;
}

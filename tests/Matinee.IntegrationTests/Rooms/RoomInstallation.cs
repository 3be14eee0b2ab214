using System.Runtime.CompilerServices;
using Dapper;
using Matinee.App.Accounts;
using Matinee.App.Database;
using Matinee.App.Library;
using Matinee.App.Rooms;
using Matinee.App.Rooms.Api;
using Matinee.App.Rooms.Live;
using Matinee.App.Rooms.Rows;
using Matinee.IntegrationTests.Databases;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Machine;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Rooms;

/// <summary>Nodes of rooms on one catalogue and one broker, and people with accounts.</summary>
internal sealed class RoomInstallation : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matinee-rooms-").FullName;
    private readonly List<RoomNode> _nodes = [];
    private bool _inhabited;

    public RoomWires Wires { get; } = new();

    public UserId Anna { get; } = new("u0000000000000ann");

    public UserId Bert { get; } = new("u0000000000000ber");

    public UserId Cleo { get; } = new("u0000000000000c1e");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public Task<RoomNode> StartAsync(string name, params (string Key, string Value)[] settings) => StartAsync(name, Wires.Broker, settings);

    /// <param name="broker">The way of this node to the store of all.</param>
    public async Task<RoomNode> StartAsync(string name, IBroker broker, params (string Key, string Value)[] settings)
    {
        var catalogue = await TestCatalogue.OpenAsync(_folder);
        if (!_inhabited)
        {
            await catalogue.WriteAsync((connection, transaction) => connection.ExecuteAsync("""
                INSERT INTO users (id, email, email_key, name, role, state, password_hash, must_change_password, created_at, updated_at)
                VALUES (@Id, @Id, @Id, @Name, 'member', 'active', '', 0, 0, 0)
                """, new[] { (Anna, "Anna"), (Bert, "Bert"), (Cleo, "Cleo") }.Select(user => new { Id = user.Item1.Value, Name = user.Item2 }), transaction), Stop);
            _inhabited = true;
        }

        var node = await RoomNode.StartAsync(name, _folder, catalogue, Wires, broker, settings);
        _nodes.Add(node);
        return node;
    }

    public void Forget(RoomNode node) => _nodes.Remove(node);

    /// <summary>A room of Anna's with a film of a minute, and Bert and Cleo as its members.</summary>
    public async Task<(RoomId Room, Video Film)> OpenRoomAsync(RoomNode node, RoomMode mode = RoomMode.Everyone, RoomWaiting waiting = RoomWaiting.Briefly)
    {
        var film = await FilmAsync(node, Anna, "First film");
        var room = await node.Get<NewRooms>().OpenAsync(new(Anna, "Anna"), new RoomWish("Film night", mode, Waiting: waiting), film, Stop)
            ?? throw new InvalidOperationException("No room could be made.");
        foreach (var (user, name) in new[] { (Bert, "Bert"), (Cleo, "Cleo") })
            await node.Get<MemberStore>().PutAsync(new RoomMember { RoomId = room, UserId = user, Name = name, Role = RoomRole.Member }, Stop);
        return (room, film);
    }

    public static async Task<Video> FilmAsync(RoomNode node, UserId owner, string title, double seconds = 60)
    {
        var film = await node.Get<VideoStore>().CreateDraftAsync(new VideoDraft(owner, title), Stop);
        await node.Get<ICatalogueDatabase>().WriteAsync((connection, transaction) => connection.ExecuteAsync(
            "UPDATE videos SET duration_seconds = @seconds, state = 'ready' WHERE id = @id", new { id = film.Id.Value, seconds }, transaction), Stop);
        return await node.Get<VideoStore>().FindAsync(film.Id, Stop) ?? film;
    }

    public static string Id() => CommandId.New(TimeProvider.System).Value;

    public static Task UntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") => Patient.UntilAsync(condition, Stop, what);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        TestFolder.Remove(_folder);
    }
}

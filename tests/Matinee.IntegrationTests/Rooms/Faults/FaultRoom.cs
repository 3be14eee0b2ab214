using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Matinee.IntegrationTests.Rooms.Faults;

/// <summary>A room full of guests, of whom some talk and one steers, without a pause.</summary>
internal sealed class FaultRoom : IAsyncDisposable
{
    private static readonly TimeSpan Talk = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan Steer = TimeSpan.FromMilliseconds(900);
    private const int Talkers = 3;
    private readonly CancellationTokenSource _quiet = new();
    private readonly ConcurrentDictionary<string, bool> _acknowledged = new(StringComparer.Ordinal);
    private readonly List<Task> _busy = [];

    private FaultRoom(string id) => Id = id;

    public string Id { get; }

    public List<FaultMember> Members { get; } = [];

    /// <summary>Messages whose senders were told that they stand.</summary>
    public ICollection<string> Acknowledged => _acknowledged.Keys;

    public int Steered { get; private set; }

    /// <summary>Makes a room, and lets so many in.</summary>
    public static async Task<FaultRoom> OpenAsync(FaultLedger ledger, TwoNodes nodes, HttpClient owner, string film, int members, CancellationToken cancellationToken)
    {
        var made = await owner.PostAsJsonAsync("/api/rooms", new { videoId = film, name = "Film night", mode = "everyone" }, cancellationToken);
        made.EnsureSuccessStatusCode();
        var room = new FaultRoom((await made.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("id").GetString() ?? "");
        var tokens = await room.InviteAsync(nodes, members, cancellationToken);
        for (var i = 0; i < members; i++)
            room.Members.Add(new FaultMember(ledger, nodes.Addresses, room.Id, tokens[i], i));
        foreach (var member in room.Members)
            member.Start();
        return room;
    }

    /// <summary>Connection tokens of so many new guests.</summary>
    public async Task<string[]> InviteAsync(TwoNodes nodes, int guests, CancellationToken cancellationToken)
    {
        // Without cookies: whoever comes with one is the guest of before.
        using var door = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = nodes.Addresses[0] };
        var tokens = new string[guests];
        await Parallel.ForAsync(0, guests, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken }, async (i, stop) =>
        {
            var answer = await door.PostAsJsonAsync($"/api/rooms/{Id}/join", new { name = $"Guest {i}" }, stop);
            for (var tries = 0; tries < 300 && answer.StatusCode == System.Net.HttpStatusCode.ServiceUnavailable; tries++)
            {
                await Task.Delay(200, stop); // a machine that runs everything at once
                answer = await door.PostAsJsonAsync($"/api/rooms/{Id}/join", new { name = $"Guest {i}" }, stop);
            }

            answer.EnsureSuccessStatusCode();
            tokens[i] = (await answer.Content.ReadFromJsonAsync<JsonElement>(stop)).GetProperty("token").GetString() ?? "";
        });
        return tokens;
    }

    public void Begin()
    {
        for (var i = 0; i < Talkers; i++)
            _busy.Add(TalkAsync(Members[i * Members.Count / Talkers]));
        _busy.Add(SteerAsync(Members[^1]));
    }

    /// <summary>Nobody begins anything more; what is under way is brought to its end.</summary>
    public async Task HushAsync()
    {
        await _quiet.CancelAsync();
        await Task.WhenAll(_busy);
    }

    /// <summary>All are subscribed, in one epoch that all nodes share, and have everything that was acknowledged so far.</summary>
    public bool IsTogether(IReadOnlyCollection<string> acknowledged) => Members[0].Epoch is { Length: > 0 } epoch && !epoch.Contains('~', StringComparison.Ordinal)
        && Members.All(member => member.IsSubscribed && member.Epoch == epoch && acknowledged.All(member.Chat.ContainsKey));

    /// <summary>All show the same.</summary>
    public bool IsAgreed => Members.All(member =>
        ListOf(member).SequenceEqual(ListOf(Members[0])) && member.Playback.GetProperty("version").GetInt64() == Members[0].Playback.GetProperty("version").GetInt64());

    public static IReadOnlyList<string> ListOf(FaultMember member) =>
        [.. member.Chat.OrderBy(message => message.Value).ThenBy(message => message.Key, StringComparer.Ordinal).Select(message => message.Key)];

    public async ValueTask DisposeAsync()
    {
        await _quiet.CancelAsync();
        await Task.WhenAll(_busy);
        foreach (var member in Members)
            await member.DisposeAsync();
        _quiet.Dispose();
    }

    private async Task TalkAsync(FaultMember member)
    {
        while (!_quiet.IsCancellationRequested)
        {
            await PauseAsync(Talk);
            var id = RoomInstallation.Id();
            if (await PersistAsync(member, "chat.send", () => new JsonObject { ["id"] = id, ["text"] = $"{member.Number} says {id}" }))
                _acknowledged[id] = true;
        }
    }

    private async Task SteerAsync(FaultMember member)
    {
        for (var position = 1; !_quiet.IsCancellationRequested; position++)
        {
            await PauseAsync(Steer);
            var id = RoomInstallation.Id();
            var at = position;
            if (await PersistAsync(member, "room.rate", () => new JsonObject
                {
                    ["id"] = id, ["version"] = member.Playback.GetProperty("version").GetInt64(), ["rate"] = at % 2 == 0 ? 1 : 1.5, ["position"] = at,
                }))
                Steered++;
        }
    }

    // The same id until there is an answer that will stay: a command without one may have happened.
    private static async Task<bool> PersistAsync(FaultMember member, string method, Func<JsonObject> call)
    {
        for (var tries = 0; tries < 400; tries++)
        {
            if (await member.CallAsync(method, call()) is { } answer)
            {
                if (!answer.TryGetProperty("error", out var error))
                    return true;
                if (error.GetProperty("code").GetInt32() is not (4503 or 4429 or 100 or 111 or 503))
                    return false;
            }

            await Task.Delay(100, CancellationToken.None);
        }

        return false;
    }

    private async Task PauseAsync(TimeSpan time)
    {
        try
        {
            await Task.Delay(time * (0.5 + Random.Shared.NextDouble()), _quiet.Token);
        }
        catch (OperationCanceledException)
        {
            // Time to end.
        }
    }
}

using System.Net;
using System.Security.Cryptography;
using Dapper;
using Matinee.IntegrationTests.Databases;
using Matinee.Testing;
using Matinee.Testing.Machine;
using Xunit;

namespace Matinee.IntegrationTests.Streams;

/// <summary>
/// What becomes of the objects of a stream that was deleted when the server is killed before it could take them away, and of
/// those that a registry of an older backup has lost.
/// </summary>
public sealed class StreamBurialTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("matinee-burial-").FullName;
    private MatineeProcess _server = null!; // started in InitializeAsync

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // It cleans once an hour, and whenever its lead begins: in its first life, once.
    public async ValueTask InitializeAsync() => _server = await StartAsync(StreamServer.LeaderLease);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        TestFolder.Remove(_folder);
    }

    [Fact]
    public async Task What_was_deleted_goes_after_a_kill_and_what_the_registry_lost_only_when_it_is_buried()
    {
        var film = await PushedFilm.FragmentedAsync();
        using var admin = await StreamCaller.AdministratorAsync(_server);
        var (kept, doomed) = (await PushedAsync(admin, film, "Kept"), await PushedAsync(admin, film, "Doomed"));
        Assert.Equal(HttpStatusCode.NoContent, (await admin.SendAsync(HttpMethod.Delete, $"/hls/streams/{doomed}")).Status);
        var backup = await BackUpAsync();
        var lost = await PushedAsync(admin, film, "Lost");
        var (everything, playlist) = (Objects(), await admin.TextAsync($"/hls/{kept}/variants/main-1/playlist.m3u8"));
        Assert.All([kept, doomed, lost], stream => Assert.Equal(film.Segments.Count + 1, Of(stream).Count));

        _server.Kill();
        await LoseRegistryAsync();
        await _server.DisposeAsync();
        _server = await StartAsync("00:00:01"); // it steps down later, and rests for twice as long
        using var again = await StreamCaller.AdministratorAsync(_server);

        // It knows of none of them, and takes nothing away.
        await UntilAsync("its first round has passed", () => _server.Output.Contains("the registry does not know 3 streams", StringComparison.Ordinal));
        Assert.Equal(everything, Objects());

        // The backup knows of the deleted one. Of the other, who knows that it is of no use says so, once.
        await RestoreAsync(backup);
        Assert.Equal(HttpStatusCode.NotFound, (await again.UntilAvailableAsync(HttpMethod.Get, $"/hls/streams/{lost}")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await again.UntilAvailableAsync(HttpMethod.Delete, $"/hls/streams/{lost}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await again.UntilAvailableAsync(HttpMethod.Delete, $"/hls/streams/{lost}")).Status);
        await NextLeadAsync(again);
        await UntilAsync("the deleted one and the buried one are gone", () => Of(doomed).Count + Of(lost).Count == 0);
        Assert.Equal(everything.Where(entry => entry.Contains(kept, StringComparison.Ordinal)), Objects());
        await UntilAsync("it has heard of what it kept", async () => await again.ShownAsync($"/hls/{kept}/variants/main-1/playlist.m3u8") == playlist);
    }

    private Task<MatineeProcess> StartAsync(string lease) => MatineeProcess.StartAsync(new MatineeProcessOptions
    {
        DataFolder = _folder,
        Arguments = ["--workers", "0"],
        Environment = new Dictionary<string, string?> { ["MATINEE__STREAMS__CLEANUPGRACE"] = "00:00:00", ["MATINEE__CLUSTER__LEADERLEASE"] = lease },
    }, Stop);

    private static async Task<string> PushedAsync(StreamCaller caller, PushedFilm film, string title)
    {
        var id = await caller.CreateAsync(new { title, type = "event", target_duration = PushedFilm.Seconds });
        await caller.PushAllAsync(id, film, "main");
        return id;
    }

    /// <summary>Gives up the lead, to take it again as there is nobody else: a new term begins its duties.</summary>
    private async Task NextLeadAsync(StreamCaller caller)
    {
        await UntilAsync("it leads", async () => (await caller.SendAsync(HttpMethod.Get, "/api/cluster")).Body.GetProperty("isLeader").GetBoolean());
        Assert.Equal(HttpStatusCode.NoContent, (await caller.UntilAvailableAsync(HttpMethod.Post, "/api/cluster/step-down")).Status);
    }

    private async Task<byte[]> BackUpAsync()
    {
        using var client = await _server.CreateAdminClientAsync(Stop);
        using var answer = await client.PostAsync("/api/cluster/backup", null, Stop);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(Stop);
    }

    private async Task RestoreAsync(byte[] backup)
    {
        using var client = await _server.CreateAdminClientAsync(Stop);
        await UntilAsync("the backup is restored", async () =>
        {
            using var answer = await client.PostAsync("/api/cluster/restore", new ByteArrayContent(backup), Stop);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, await answer.Content.ReadAsStringAsync(Stop));
            return answer.IsSuccessStatusCode;
        });
    }

    /// <summary>As where the disks of the consensus are lost and the catalogue is not.</summary>
    private async Task LoseRegistryAsync()
    {
        var catalogue = await TestCatalogue.OpenAsync(_server.DataFolder);
        await catalogue.WriteGuardedAsync((connection, transaction) => connection.ExecuteAsync("DELETE FROM registry_entries", transaction: transaction), Stop);
        await ((IAsyncDisposable)catalogue).DisposeAsync();
    }

    private List<string> Of(string stream) => [.. Objects().Where(entry => entry.Contains($"/{stream}/", StringComparison.Ordinal))];

    /// <summary>Path and content of everything that streams have in the store.</summary>
    private List<string> Objects()
    {
        var folder = Path.Combine(_server.DataFolder, "objects", "streams");
        return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(Describe).OfType<string>().Order(StringComparer.Ordinal)];
    }

    /// <summary>Null when it goes at this moment.</summary>
    private static string? Describe(string path)
    {
        try
        {
            return $"{path} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}";
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private Task UntilAsync(string what, Func<bool> holds) => UntilAsync(what, () => Task.FromResult(holds()));

    private async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(Patience);
        while (!await holds())
        {
            Assert.False(patience.IsCancellationRequested, $"Not within {Patience}: {what}\n{_server.Output}");
            await Task.Delay(50, Stop);
        }
    }
}

using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Matinee.App.Accounts;
using Matinee.App.Streams;
using Matinee.App.Streams.Records;
using Matinee.Cluster.Backups;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Registry;
using Matinee.Testing;
using Xunit;

namespace Matinee.IntegrationTests.Streams;

/// <summary>Thousands of streams in the registry of a real server: pages, counts, and the room that they take.</summary>
public sealed class ManyStreamsTests
{
    private const int Count = 2000;
    private const int LargestPage = 200;

    /// <summary>Bytes of a page; see <c>PageLimit.Most</c>.</summary>
    private const int LargestAnswer = 250_000;

    /// <summary>Bytes that the server grows by, of what it compiles meanwhile too; 27 MiB were seen.</summary>
    private const long MostGrowth = 96L << 20;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_of_thousands_are_whole_and_in_order_while_streams_come_and_go_and_the_lists_take_no_room()
    {
        await using var server = await MatineeProcess.StartAsync(new MatineeProcessOptions
        {
            Arguments = ["--workers", "0"],
            Environment = new Dictionary<string, string?> { ["MATINEE__STREAMS__MAXSTREAMS"] = "10000", ["MATINEE__CLUSTER__LEADERLEASE"] = StreamServer.LeaderLease },
        }, Stop);
        using var admin = await server.CreateAdminClientAsync(Stop);
        using var anybody = server.CreateClient();
        var before = ResidentBytes(server.Id);
        await RestoreAsync(admin, await BackupAsync());
        await UntilAsync(async () => (await PageAsync(admin, "")).GetProperty("count").GetInt32() == Count);

        // The first is taken away, and one is made, while they are read.
        var ids = await WalkAsync(admin, $"limit={LargestPage}", async page =>
        {
            if (page == 2)
                (await admin.PostAsJsonAsync("/hls/streams", new { title = "late" }, Stop)).EnsureSuccessStatusCode().Dispose();
            if (page == 4)
                (await admin.DeleteAsync($"/hls/streams/{IdOf(0)}", Stop)).EnsureSuccessStatusCode().Dispose();
        });

        Assert.Equal(Enumerable.Range(1, Count - 1).Reverse().Select(IdOf), ids);
        await UntilAsync(async () => (await PageAsync(admin, "limit=1")).GetProperty("count").GetInt32() == Count); // one came, one went
        Assert.Equal(ids, (await WalkAsync(admin, $"limit={LargestPage}")).Skip(1));
        Assert.Equal(50, (await PageAsync(admin, "")).GetProperty("streams").GetArrayLength());
        Assert.Equal(LargestPage, (await PageAsync(admin, "limit=100000")).GetProperty("streams").GetArrayLength());
        await CountsAsync(admin, anybody);

        await Task.WhenAll(Enumerable.Range(0, 90).Select(i => PageAsync(i % 3 == 0 ? anybody : admin, $"limit={LargestPage}&q={i % 7}")));
        Assert.InRange(ResidentBytes(server.Id) - before, long.MinValue, MostGrowth);
    }

    private static async Task CountsAsync(HttpClient admin, HttpClient anybody)
    {
        var listed = Enumerable.Range(1, Count - 1).ToList();
        foreach (var (client, query, expected) in new[]
        {
            (admin, "limit=1", Count),
            (admin, "limit=1&type=event", listed.Count(IsEvent)),
            (admin, "limit=1&status=active", listed.Count(IsActive)),
            (admin, "limit=1&q=number 19", listed.Count(number => TitleOf(number).Contains("number 19", StringComparison.Ordinal))),
            (admin, "limit=1&mine=true", 1),
            (anybody, "limit=1", listed.Count(IsPublic)),
        })
        {
            Assert.Equal((query, expected), (query, (await PageAsync(client, query)).GetProperty("count").GetInt32()));
        }

        Assert.Equal(listed.Where(IsPublic).Reverse().Select(IdOf), await WalkAsync(anybody, "limit=70"));
    }

    private static async Task<List<string>> WalkAsync(HttpClient client, string query, Func<int, Task>? between = null)
    {
        var ids = new List<string>();
        string? cursor = null;
        for (var page = 1; page == 1 || cursor is not null; page++)
        {
            var list = await PageAsync(client, query + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor)));
            ids.AddRange(list.GetProperty("streams").EnumerateArray().Select(stream => stream.GetProperty("id").GetString() ?? ""));
            cursor = list.GetProperty("next_cursor").GetString();
            await (between?.Invoke(page) ?? Task.CompletedTask);
        }

        return ids;
    }

    private static async Task<JsonElement> PageAsync(HttpClient client, string query)
    {
        var text = await client.GetStringAsync("/hls/streams?" + query, Stop);
        Assert.InRange(text.Length, 1, LargestAnswer);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static async Task RestoreAsync(HttpClient admin, byte[] backup)
    {
        await UntilAsync(async () =>
        {
            using var answer = await admin.PostAsync("/api/cluster/restore", new ByteArrayContent(backup), Stop);
            var text = await answer.Content.ReadAsStringAsync(Stop);
            Assert.True(answer.IsSuccessStatusCode || (int)answer.StatusCode == 503, text);
            return answer.IsSuccessStatusCode;
        });
    }

    /// <summary>As another cluster would hold them.</summary>
    private static async Task<byte[]> BackupAsync()
    {
        using var registry = new MemoryRegistry(TimeProvider.System);
        await registry.CommitAsync(RegistryTransaction.Put(ClusterGeneration.Key, ClusterGeneration.Text(1)), Stop);
        await registry.CommitAsync(RegistryTransaction.Put(StreamKeys.Count, Count.ToString(CultureInfo.InvariantCulture)), Stop);
        foreach (var number in Enumerable.Range(0, Count))
            await registry.CommitAsync(RegistryTransaction.Put(StreamKeys.Of(new StreamId(IdOf(number))), StreamRecordJson.Write(Stream(number))), Stop);
        using var backup = new MemoryStream();
        await RegistryBackup.WriteAsync(registry, backup, Stop);
        return backup.ToArray();
    }

    private static StreamRecord Stream(int number) => new()
    {
        Id = new StreamId(IdOf(number)),
        Title = TitleOf(number),
        Type = IsEvent(number) ? StreamType.Event : StreamType.Live,
        Status = IsActive(number) ? StreamStatus.Active : StreamStatus.Created,
        Visibility = IsPublic(number) ? StreamVisibility.Public : StreamVisibility.Unlisted,
        TargetDuration = 6,
        Window = 10,
        OwnerId = new UserId("u0123456789abcdef"),
        OwnerNode = "elsewhere",
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    private static string IdOf(int number) => $"s{number.ToString("0000000000000000", CultureInfo.InvariantCulture)}";

    private static string TitleOf(int number) => $"Stream number {number.ToString(CultureInfo.InvariantCulture)}";

    private static bool IsEvent(int number) => number % 3 == 0;

    private static bool IsActive(int number) => number % 5 == 0;

    private static bool IsPublic(int number) => number % 7 == 0;

    private static long ResidentBytes(int process) =>
        1024 * long.Parse(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await holds())
            await Task.Delay(50, patience.Token);
    }
}

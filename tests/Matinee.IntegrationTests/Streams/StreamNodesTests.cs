using System.Net;
using Matinee.IntegrationTests.Databases;
using Matinee.Testing.Faults;
using Xunit;

namespace Matinee.IntegrationTests.Streams;

/// <summary>Two processes, one database, one folder: streams outlive either.</summary>
public sealed class StreamNodesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>In the short run the nodes of a cluster do the same on PostgreSQL.</summary>
    public static TheoryData<string> Databases => Soak.IsFull ? [Installation.Sqlite, Installation.Postgres] : [Installation.Sqlite];

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Any_node_takes_and_serves_and_what_the_leader_had_the_other_goes_on_with(string database)
    {
        await using var site = await Installation.PrepareAsync(database);
        var one = await site.StartAsync("one", null, "--workers", "0");
        var two = await site.StartAsync("two", null, "--workers", "0");
        using var here = await StreamCaller.AdministratorAsync(one);
        using var there = await StreamCaller.AdministratorAsync(two);
        var film = await PushedFilm.FragmentedAsync();

        // The second node does not lead, and the write goes to the one that does.
        var id = await there.CreateAsync(new { title = "Two nodes", type = "event", target_duration = 2 });
        Assert.Equal("Two nodes", (await here.SendAsync(HttpMethod.Get, $"/hls/streams/{id}")).Body.GetProperty("title").GetString());
        await here.PushAsync(id, film.Init!, "variant_id=main");
        for (var i = 0; i < 4; i++)
        {
            var (status, body) = await (i % 2 == 0 ? here : there).PushAsync(id, film.Segments[i], $"sequence_num={i}");
            Assert.True(status == HttpStatusCode.Created, body.ToString());
            await SameAsync(here, there, $"/hls/{id}/variants/main-1/playlist.m3u8", $"segment_{i}.m4s");
        }

        await SameAsync(here, there, $"/hls/{id}/master.m3u8", "variants/main-1");
        one.Kill();

        // Media is served all along; the next leader takes writes again.
        Assert.Equal(HttpStatusCode.Created, (await there.PushAsync(id, film.Segments[4], "sequence_num=4")).Status);
        Assert.Contains("segment_4.m4s", await there.TextAsync($"/hls/{id}/variants/main-1/playlist.m3u8"), StringComparison.Ordinal);
        var later = await UntilCreatedAsync(there);
        Assert.Equal("stopped", (await there.UntilAvailableAsync(HttpMethod.Post, $"/hls/streams/{id}/stop")).Body.GetProperty("status").GetString());
        Assert.NotEqual(id, later);
        await StrictDecoder.AssertCleanAsync(new Uri(two.Address, $"/hls/{id}/master.m3u8"), Stop);
    }

    /// <summary>Both show it as soon as they have heard of it; at the same moment, the same bytes.</summary>
    private static async Task SameAsync(StreamCaller here, StreamCaller there, string path, string expected)
    {
        for (var i = 0; ; i++)
        {
            var (first, second) = (await here.ShownAsync(path), await there.ShownAsync(path));
            if (first.Contains(expected, StringComparison.Ordinal) && second.Contains(expected, StringComparison.Ordinal))
            {
                Assert.Equal(first, second);
                return;
            }

            Assert.True(i < 1200, $"{path} of one node does not show {expected}:\n{first}\n{second}");
            await Task.Delay(50, Stop);
        }
    }

    private static async Task<string> UntilCreatedAsync(StreamCaller caller)
    {
        for (var i = 0; ; i++)
        {
            var (status, body) = await caller.SendAsync(HttpMethod.Post, "/hls/streams", new { title = "After" }, "after the leader");
            if (status == HttpStatusCode.Created)
                return body.GetProperty("id").GetString()!; // the contract
            Assert.True(status == HttpStatusCode.ServiceUnavailable && i < 240, $"{status}: {body}");
            await Task.Delay(250, Stop);
        }
    }
}

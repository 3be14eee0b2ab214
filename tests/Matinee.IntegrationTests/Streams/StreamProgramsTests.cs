using System.Net;
using Matinee.Client;
using Matinee.Client.Http;
using Matinee.Client.Streams;
using Matinee.IntegrationTests.Jobs;
using Xunit;

namespace Matinee.IntegrationTests.Streams;

/// <summary>Streams by <c>matinee streams</c>, and by <c>Matinee.Client</c>, of a real server.</summary>
public sealed class StreamProgramsTests(StreamServer server) : IClassFixture<StreamServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_verb_makes_a_stream_prints_its_key_lists_stops_shows_and_deletes_it()
    {
        var line = new CommandLine(server.Process);
        var film = await PushedFilm.TransportAsync();

        var created = await line.MatineeAsync("streams", "create", "--title", "From a terminal", "--type", "event", "--target-duration", "2");
        Assert.True(created.Code == 0, created.Error);
        var (id, playlist) = created.Output.Trim().Split('\t') is [var first, var second] ? (first, second) : throw new InvalidDataException(created.Output);
        var key = await line.MatineeAsync("streams", "key", id);
        using var publisher = new StreamCaller(server.Process.CreateClient());
        var pushed = await publisher.PushAsync(id, film.Segments[0], "sequence_num=0", key.Output.Trim());
        var watched = await publisher.StatusAsync(playlist);
        var listed = await line.MatineeAsync("streams", "list", "--query", "terminal");
        var stopped = await line.MatineeAsync("streams", "stop", id);
        var shown = await line.MatineeAsync("streams", "show", id);
        var deleted = await line.MatineeAsync("streams", "delete", id);
        var gone = await line.MatineeAsync("streams", "show", id, "--json");
        var wrong = await line.MatineeAsync("streams", "create", "--title", "x", "--type", "film");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (pushed.Status, watched));
        Assert.Equal((0, 0, 0, 0, 0, 3, 2), (key.Code, listed.Code, stopped.Code, shown.Code, deleted.Code, gone.Code, wrong.Code));
        Assert.Contains($"{id}\tFrom a terminal\tevent\tactive\tone", listed.Output, StringComparison.Ordinal);
        Assert.Equal($"{id} is stopped.", stopped.Output.Trim());
        Assert.Contains("stopped", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_client_makes_one_stream_of_two_calls_pushes_twice_without_harm_and_reads_what_is_counted()
    {
        using var http = server.Process.CreateClient();
        var streams = new MatineeClient(http, new FixedCredentials(Credentials.FromToken(await server.Process.AdminTokenAsync(Stop)))).Streams;
        var film = await PushedFilm.FragmentedAsync();

        var made = await streams.CreateAsync(new BroadcastOrder("From .NET", Type: "event", TargetDuration: 2), "one of a program", Stop);
        var again = await streams.CreateAsync(new BroadcastOrder("From .NET", Type: "event", TargetDuration: 2), "one of a program", Stop);
        var changed = await streams.UpdateAsync(made.Id, new BroadcastOrder(Title: "Renamed"), Stop);
        var init = await streams.PushAsync(made.Id, new PushOrder("180p", SequenceNumber: null), film.Init, Stop);
        var first = await streams.PushAsync(made.Id, new PushOrder("180p", 0), film.Segments[0], Stop);
        var twice = await streams.PushAsync(made.Id, new PushOrder("180p", 0), film.Segments[0], Stop);
        var early = await streams.PushAsync(made.Id, new PushOrder("180p", 2, PushedFilm.Seconds), film.Segments[2], Stop);
        var other = await Assert.ThrowsAsync<MatineeException>(() => streams.PushAsync(made.Id, new PushOrder("180p", 0), film.Segments[1], Stop));
        var stopped = await streams.StopAsync(made.Id, Stop);
        var stats = await streams.StatsAsync(made.Id, Stop);
        var found = new List<Broadcast>();
        await foreach (var stream in streams.ListAsync("renamed", Stop))
            found.Add(stream);
        await streams.DeleteAsync(made.Id, Stop);
        var gone = await Assert.ThrowsAsync<MatineeException>(() => streams.GetAsync(made.Id, Stop));

        Assert.Equal((made.Id, "Renamed", "stopped"), (again.Id, changed.Title, stopped.Status));
        Assert.Equal(("init", "published", "duplicate", "held"), (init.Status, first.Status, twice.Status, early.Status));
        Assert.Equal((HttpStatusCode.Conflict, "segment_conflict"), (other.Status, other.Code));
        Assert.Equal((2, 1), (stats.Variants.Single().Segments, stats.Variants.Single().Gaps));
        Assert.Equal(made.Id, Assert.Single(found).Id);
        Assert.Equal(HttpStatusCode.NotFound, gone.Status);
    }
}

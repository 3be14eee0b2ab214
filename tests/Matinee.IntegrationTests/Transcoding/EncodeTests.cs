using Matinee.App.Library;
using Matinee.App.Storage;
using Matinee.App.Transcoding;
using Matinee.IntegrationTests.Transcoding.Leasing;
using Matinee.Testing.Media;
using Matinee.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Matinee.IntegrationTests.Transcoding;

public sealed class EncodeTests
{
    private static readonly (string, string)[] Quick = [("Transcoding:Preset", "ultrafast"), ("Transcoding:TallestRung", "360"), ("Transcoding:RetentionGrace", "00:00:01")];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_video_becomes_ready_with_every_segment_and_picture_of_its_plan()
    {
        await using var host = await TranscodingHost.OpenAsync(null, Quick);
        await host.StartAsync();

        var video = await host.UploadAsync(file: await FixtureCache.PathAsync(MediaFixtures.Baseline));
        video = await host.UntilAsync(video.Id, v => v.State is VideoState.Ready or VideoState.Failed);

        Assert.Null(video.Failure);
        Assert.Equal((1, 1.0), (video.PlanVersion, video.Progress));
        Assert.Equal(10, video.DurationSeconds!.Value, 1);
        var published = await PublishedAsync(host, video);
        Assert.True(published.Complete);
        Assert.Null(PlayablePrefix.Missing(published));
        Assert.NotNull(published.Poster);
        Assert.NotEmpty(published.Storyboard!.Sheets); // a picture has a storyboard
        Assert.All(published.Tracks, track => Assert.True(track.Init is not null && track.Codecs.Length > 0));
        Assert.All(video.Renditions, rung => Assert.Equal("ready", rung.State));
        // The worker clears up after it has handed in.
        await Patient.UntilAsync(() => !Directory.EnumerateFileSystemEntries(Path.Combine(host.Folder, "work")).Any(), Stop);
    }

    [Fact]
    public async Task What_is_no_video_is_refused_with_a_reason()
    {
        await using var host = await TranscodingHost.OpenAsync(null, Quick);
        await host.StartAsync();

        var video = await host.UploadAsync();
        video = await host.UntilAsync(video.Id, v => v.State == VideoState.Failed);

        Assert.NotEmpty(video.Failure!.Title); // it has failed
        Assert.Equal("failed", (await host.JobOfAsync(video.Id)).State);
    }

    [Fact]
    public async Task A_failed_encode_leaves_the_old_one_playing_and_a_good_one_replaces_and_retires_it()
    {
        await using var host = await TranscodingHost.OpenAsync(null, Quick);
        await host.StartAsync();
        var video = await host.UploadAsync(file: await FixtureCache.PathAsync(MediaFixtures.Silent));
        video = await host.UntilAsync(video.Id, v => v.State is VideoState.Ready or VideoState.Failed);
        var before = await PublishedAsync(host, video);
        var source = host.Get<IObjectStore>().LocalPath(video.Source!.Key)!; // a local store, an uploaded video

        File.Move(source, source + ".away");
        var broken = await host.Get<JobStarts>().StartAsync(video, video.Source, JobPriority.Normal, Stop);
        await UntilFinishedAsync(host, broken);
        Assert.Equal("failed", (await host.Get<JobStore>().FindAsync(broken.JobId, Stop))!.State); // just finished
        Assert.Equal((VideoState.Ready, 1), ((await host.FindAsync(video.Id)).State, (await PublishedAsync(host, video)).PlanVersion));

        File.Move(source + ".away", source);
        var good = await host.Get<JobStarts>().StartAsync(video, video.Source, JobPriority.Normal, Stop);
        await UntilFinishedAsync(host, good);
        video = await host.UntilAsync(video.Id, v => v.PlanVersion == good.PlanVersion);
        var after = await PublishedAsync(host, video);
        Assert.Equal(good.PlanVersion, after.PlanVersion);

        var stray = new ObjectKey($"videos/{video.Id}/{good.PlanVersion}/360p/00099-1-deadbeef.m4s");
        await host.Get<IObjectStore>().PutAsync(stray, new MemoryStream([1]), Stop);
        await Task.Delay(1500, Stop);
        await ActivatorUtilities.CreateInstance<RetentionWorker>(host.Get<IServiceProvider>()).SweepAsync(Stop);
        // The host's own sweep may be at the same objects.
        foreach (var gone in (ObjectKey[])[stray, before.Tracks[0].Segments[0].Key])
            await Patient.UntilAsync(async () => await host.Get<IObjectStore>().HeadAsync(gone, Stop) is null, Stop, $"{gone} is gone");
        foreach (var key in after.Tracks.SelectMany(track => track.Segments.Select(s => s.Key).Append(track.Init!.Value)))
            Assert.NotNull(await host.Get<IObjectStore>().HeadAsync(key, Stop));
    }

    [Fact]
    public async Task An_encode_whose_encoder_is_gone_begins_anew_with_the_present_one()
    {
        // In the moment in which the chunks are there, before they can be done.
        var pretended = 0;
        await using var host = await TranscodingHost.OpenAsync(
            null, inner => new CatalogueInBetween(inner) { Written = async _ => pretended += pretended == 0 ? await PretendAsync(inner) : 0 }, TimeProvider.System,
            [.. Quick, ("Transcoding:DeadWorkerTimeout", "00:00:05")]);
        var video = await host.UploadAsync(file: await FixtureCache.PathAsync(MediaFixtures.Silent));
        await host.BeginAsync(video);
        await host.StartAsync();
        video = await host.UntilAsync(video.Id, v => v.State == VideoState.Ready);

        Assert.True(pretended > 0);
        Assert.Equal(2, video.PlanVersion);
    }

    [Fact]
    public async Task Sound_alone_is_encoded_and_its_cover_is_the_poster()
    {
        await using var host = await TranscodingHost.OpenAsync(null, Quick);
        await host.StartAsync();

        var video = await host.UploadAsync(file: await FixtureCache.PathAsync(MediaFixtures.AudioOnly));
        video = await host.UntilAsync(video.Id, v => v.State is VideoState.Ready or VideoState.Failed);

        Assert.Null(video.Failure);
        var published = await PublishedAsync(host, video);
        Assert.Equal(TrackKind.Audio, Assert.Single(published.Tracks).Kind);
        Assert.NotNull(published.Poster);
    }

    /// <summary>Chunks that wait now need a version which nobody has.</summary>
    private static Task<int> PretendAsync(App.Database.ICatalogueDatabase database) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "UPDATE tasks SET required_caps = 'libx264/0.1' WHERE kind = 'video_chunk' AND plan_version = 1 AND state IN ('ready', 'running')";
            var changed = await command.ExecuteNonQueryAsync(Stop);
            command.CommandText = "UPDATE tasks SET state = 'ready', lease_epoch = lease_epoch + 1 WHERE required_caps = 'libx264/0.1' AND state = 'running'";
            await command.ExecuteNonQueryAsync(Stop);
            return changed;
        }, Stop);

    private static async Task<PublishedVideo> PublishedAsync(TranscodingHost host, Video video) =>
        await host.Get<PublishedVideos>().FindAsync(video.Id, null, Stop) ?? throw new InvalidOperationException("Nothing is published.");

    private static async Task UntilFinishedAsync(TranscodingHost host, JobRow job)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        deadline.CancelAfter(TimeSpan.FromMinutes(4));
        while (await host.Get<JobStore>().FindAsync(job.JobId, deadline.Token) is { IsFinished: false })
            await Task.Delay(100, deadline.Token);
    }
}

using System.Security.Cryptography;
using Matinee.Adapters.Remote;
using Matinee.App.Library;
using Matinee.Client;
using Matinee.Client.Uploads;
using Matinee.IntegrationTests.Conformance;
using Matinee.IntegrationTests.Library;
using Matinee.Testing.Faults;
using Matinee.Testing.Servers;
using Xunit;

namespace Matinee.IntegrationTests.Uploads;

/// <summary>The client where the server has a bucket.</summary>
public sealed class ClientDirectUploadTests
{
    private static readonly (string Key, string Value)[] Settings =
        [("Uploads:LookInterval", "00:10:00"), ("Uploads:PartsOverBytes", "8000000"), ("Uploads:PartBytes", "5242880")];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(3_000_000)]
    [InlineData(21_000_000)]
    public async Task A_file_goes_past_the_server_with_progress_and_the_same_hash_on_both_sides(int length)
    {
        await using var road = new ChaosProxy((await RadosGateway.SharedAsync()).Endpoint);
        var bucket = await S3Bucket.NewAsync("client", road: road.Address);
        await using var host = await LibraryHost.StartAsync(bucket: bucket, settings: Settings);
        var path = await FilmFileAsync(length);
        var progress = new Reports();

        var uploaded = await new MatineeClient(host.As).Uploads.UploadAsync(new UploadOrder(path), null, progress, Stop);

        var video = await host.Videos.FindAsync(VideoId.From(uploaded.VideoId), Stop);
        Assert.Equal((VideoState.Uploaded, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path, Stop)))), (video!.State, video.Source!.Sha256));
        Assert.Equal(video.Source.Sha256, uploaded.Sha256);
        Assert.Equal(length, progress.Last!.Sent);
        Assert.False(Directory.Exists(Path.Combine(host.Folder, "incoming")) && Directory.GetFiles(Path.Combine(host.Folder, "incoming")).Length > 0);
    }

    [Fact]
    public async Task The_same_command_sends_only_the_parts_that_are_missing()
    {
        var bucket = await S3Bucket.NewAsync("client");
        await using var host = await LibraryHost.StartAsync(bucket: bucket, settings: Settings);
        var path = await FilmFileAsync(40_000_000);
        var memory = new UploadMemory(Path.Combine(host.Folder, "uploads.json"));
        var client = new MatineeClient(host.As);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            client.Uploads.UploadAsync(new UploadOrder(path), memory, new Reports(25_000_000, stop), stop.Token));

        var uploaded = await client.Uploads.UploadAsync(new UploadOrder(path), memory, null, Stop);

        Assert.InRange(uploaded.ResumedAt, 5 * 1024 * 1024, 39_000_000);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path, Stop))), uploaded.Sha256);
        Assert.Single((await host.Videos.ListAsync(new VideoQuery { IncludeAll = true }, Stop)).Items);
    }

    [Fact]
    public async Task A_road_that_breaks_within_parts_costs_only_those()
    {
        await using var road = new ChaosProxy((await RadosGateway.SharedAsync()).Endpoint, seed: 3);
        var outside = await S3Bucket.NewAsync("client", road: road.Address);
        await using var host = await LibraryHost.StartAsync(bucket: outside, settings: Settings);
        road.Weather = new ChaosWeather { ResetShare = 0.2, UnavailableShare = 0.2 };

        var uploaded = await new MatineeClient(host.As).Uploads.UploadAsync(new UploadOrder(await FilmFileAsync(30_000_000)), null, null, Stop);

        Assert.True(road.Faults > 0);
        Assert.Equal(VideoState.Uploaded, (await host.Videos.FindAsync(VideoId.From(uploaded.VideoId), Stop))!.State);
    }

    [Fact]
    public async Task A_bucket_that_cannot_be_reached_from_here_is_reached_by_the_server()
    {
        await using var road = new ChaosProxy((await RadosGateway.SharedAsync()).Endpoint) { Weather = new ChaosWeather { Refuse = true } };
        var location = await S3Bucket.LocateAsync("client");
        var (inside, outside) = (S3Bucket.Open(location), S3Bucket.Open(location with { Endpoint = road.Address }));
        await using var host = await LibraryHost.StartAsync(bucket: new RemoteStore("both", inside.Objects, outside.Transfers, inside.Administration), settings: Settings);

        var uploaded = await new MatineeClient(host.As).Uploads.UploadAsync(new UploadOrder(await FilmFileAsync(1_000_000)), null, null, Stop);

        var video = await host.Videos.FindAsync(VideoId.From(uploaded.VideoId), Stop);
        Assert.Equal((VideoState.Uploaded, uploaded.Sha256), (video!.State, video.Source!.Sha256));
    }

    private static async Task<string> FilmFileAsync(int length)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("matinee-client-").FullName, "film.mp4");
        await File.WriteAllBytesAsync(path, TusRequests.Film(length), Stop);
        return path;
    }

    private sealed class Reports(long stopAt = long.MaxValue, CancellationTokenSource? stop = null) : IProgress<UploadProgress>
    {
        public UploadProgress? Last { get; private set; }

        public void Report(UploadProgress value)
        {
            Last = value;
            if (value.Sent >= stopAt)
                stop?.Cancel();
        }
    }
}

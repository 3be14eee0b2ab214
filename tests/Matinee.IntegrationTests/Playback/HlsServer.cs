using Matinee.App.Accounts;
using Matinee.App.Http;
using Matinee.App.Library;
using Matinee.App.Nodes;
using Matinee.App.Playback;
using Matinee.App.Storage;
using Matinee.App.Transcoding;
using Matinee.IntegrationTests.Cluster;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Matinee.IntegrationTests.Playback;

/// <summary>The media routes over a real Kestrel on a free port, with a catalogue of one video that a test sets.</summary>
internal sealed class HlsServer : IPlayables, IAsyncDisposable
{
    private readonly WebApplication _app;

    private HlsServer(IObjectStore store)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IPlayables>(this);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton(new ClusterSecret(new byte[32]));
        builder.Services.AddSingleton(new NodeIdentity("node1", TimeProvider.System.GetUtcNow(), "/"));
        builder.Services.AddLoneLeader("node1");
        builder.Services.AddPlayback();
        builder.Services.Configure<PlaybackOptions>(options => options.Freshness = TimeSpan.Zero);
        _app = builder.Build();
        _app.MapHls();
    }

    public static VideoId Id { get; } = VideoId.From("v0123456789abcdef");

    public PublishedVideo? Published { get; set; }

    public Uri Root => new(_app.Urls.Single() + $"/hls/{Id}/");

    public static async Task<HlsServer> StartAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        var server = new HlsServer(store);
        await server._app.StartAsync(cancellationToken);
        return server;
    }

    public ValueTask<Video?> FindVideoAsync(VideoId id, CancellationToken cancellationToken) => ValueTask.FromResult(id == Id
        ? new Video
        {
            Id = id,
            OwnerId = UserId.From("u0123456789abcdef"),
            Title = "A film",
            Visibility = Visibility.Public,
            CreatedAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch,
        }
        : null);

    public ValueTask<PublishedVideo?> FindPublishedAsync(VideoId id, int? planVersion, CancellationToken cancellationToken) => ValueTask.FromResult(Published);

    public Task<IReadOnlyList<CaptionTrack>> ListCaptionsAsync(VideoId id, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<CaptionTrack>>([]);

    public Task<IReadOnlyList<VideoChapter>> ListChaptersAsync(VideoId id, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<VideoChapter>>([]);

    public Task AddViewsAsync(IReadOnlyCollection<KeyValuePair<VideoId, long>> views, CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}

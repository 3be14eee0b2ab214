using System.IO.Compression;
using System.Text;
using Matinee.App.Accounts;
using Matinee.App.Http;
using Matinee.App.Library;
using Matinee.App.Nodes;
using Matinee.App.Nodes.Forwarding;
using Matinee.App.Playback;
using Matinee.App.Storage;
using Matinee.App.Transcoding;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Registry;
using Matinee.Testing.Time;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Matinee.Tests.Playback;

/// <summary>The HLS endpoint over a real folder, with a catalogue that a test sets.</summary>
internal sealed class PlaybackStage : IPlayables, IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matinee-playback-").FullName;
    private readonly OpenObjects _files;
    private readonly PlaybackMetrics _metrics = new();
    private readonly MemoryRegistry _registry;
    private readonly LeaderElection _election;
    private readonly HlsEndpoint _endpoint;
    private readonly ServiceProvider _services = new ServiceCollection().AddLogging().AddProblemDetails().BuildServiceProvider();

    public PlaybackStage()
    {
        Store = new LocalObjectStore(_folder);
        var catalogue = new PlaybackCatalogue(this, Options, Time);
        _files = new OpenObjects(Options, Time);
        Tokens = new PlaybackToken(new ClusterSecret(new byte[32]), Options, new RevokedGrants(), Time);
        Views = new ViewCounter(this, Options, _metrics, Time, NullLogger<ViewCounter>.Instance);
        Urls = new PlaybackUrls(catalogue, Tokens, this);
        _election = new LeaderElection(_registry = new MemoryRegistry(Time), raft: null, new LeadershipOptions { Node = "n1" }, Time);
        _election.RoundAsync(CancellationToken.None).GetAwaiter().GetResult(); // a registry in memory answers at once
        _endpoint = new HlsEndpoint(
            catalogue, Tokens, new ObjectSender(Store, _files, Options), new HlsHeaders(new LeaderHeaders(new NodeIdentity("n1", Time.GetUtcNow(), _folder), _election)),
            new HlsAudience(Views, _metrics), NullLogger<HlsEndpoint>.Instance);
    }

    public ManualTime Time { get; } = new();

    public PlaybackOptions Options { get; } = new() { OpenFiles = 16 };

    public LocalObjectStore Store { get; }

    public PlaybackToken Tokens { get; }

    public ViewCounter Views { get; }

    public PlaybackUrls Urls { get; }

    public Visibility Visibility { get; set; } = Visibility.Public;

    public bool IsDeleted { get; set; }

    public Dictionary<int, PublishedVideo> Published { get; } = [];

    public int CurrentVersion { get; set; } = 1;

    public long CountedViews { get; private set; }

    public string Folder => _folder;

    public Video Video => new()
    {
        Id = PublishedSamples.Id,
        OwnerId = UserId.From("u0123456789abcdef"),
        Title = "A film",
        Visibility = Visibility,
        CreatedAt = Time.GetUtcNow(),
        UpdatedAt = Time.GetUtcNow(),
    };

    public void Publish(PublishedVideo video) => Published[video.PlanVersion] = video;

    /// <summary>Puts bytes behind every key of what is published; segment n of a track has 1000 + n bytes.</summary>
    public async Task StoreAsync(PublishedVideo video)
    {
        foreach (var track in video.Tracks)
        {
            if (track.Init is { } init)
                await Store.PutAsync(init, new MemoryStream(Content(700)), CancellationToken.None);
            foreach (var segment in track.Segments)
                await Store.PutAsync(segment.Key, new MemoryStream(Content(1000 + (int)segment.Number)), CancellationToken.None);
        }
    }

    public static byte[] Content(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];

    public async Task<StageAnswer> SendAsync(string path, string method = "GET", params (string Name, string Value)[] headers)
    {
        var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = _services };
        context.Request.Method = method;
        context.Request.Path = new PathString(path);
        context.Response.Body = body;
        foreach (var (name, value) in headers)
            context.Request.Headers.Append(name, value);
        await _endpoint.HandleAsync(context);
        await context.Response.BodyWriter.FlushAsync();
        return new StageAnswer(context.Response.StatusCode, context.Response.Headers, body.ToArray());
    }

    public Task<StageAnswer> SendAsync(string path, (string Name, string Value) header) => SendAsync(path, "GET", header);

    public ValueTask<Video?> FindVideoAsync(VideoId id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(id == PublishedSamples.Id && !IsDeleted ? Video : null);

    public ValueTask<PublishedVideo?> FindPublishedAsync(VideoId id, int? planVersion, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Published.GetValueOrDefault(planVersion ?? CurrentVersion));

    public Task<IReadOnlyList<CaptionTrack>> ListCaptionsAsync(VideoId id, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<CaptionTrack>>(
        [new CaptionTrack(CaptionId.From("c0123456789abcdef"), id, "de", "Deutsch", new ObjectKey("library/x.vtt"), 10, 1)]);

    public Task<IReadOnlyList<VideoChapter>> ListChaptersAsync(VideoId id, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<VideoChapter>>([new VideoChapter(0, "Opening")]);

    public Task AddViewsAsync(IReadOnlyCollection<KeyValuePair<VideoId, long>> views, CancellationToken cancellationToken)
    {
        CountedViews += views.Sum(v => v.Value);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        Views.Dispose();
        _files.Dispose();
        _metrics.Dispose();
        _election.Dispose();
        _registry.Dispose();
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

internal sealed record StageAnswer(int Status, IHeaderDictionary Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Headers.ContentEncoding == "gzip" ? Unzip(Body) : Body);

    private static byte[] Unzip(byte[] body)
    {
        using var plain = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        gzip.CopyTo(plain);
        return plain.ToArray();
    }
}

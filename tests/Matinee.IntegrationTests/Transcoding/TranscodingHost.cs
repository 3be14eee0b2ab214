using Matinee.App.Accounts;
using Matinee.App.Database;
using Matinee.App.Fleet;
using Matinee.App.Http;
using Matinee.App.Library;
using Matinee.App.Nodes;
using Matinee.App.Storage;
using Matinee.App.Transcoding;
using Matinee.App.Workers;
using Matinee.IntegrationTests.Cluster;
using Matinee.IntegrationTests.Databases;
using Matinee.Testing;
using Matinee.Testing.Machine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Matinee.IntegrationTests.Transcoding;

/// <summary>The coordinator over a real catalogue and store in a temporary folder; with a worker when started.</summary>
internal sealed class TranscodingHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly bool _owned;

    private TranscodingHost(IHost host, string folder, bool owned)
    {
        _host = host;
        _owned = owned;
        Folder = folder;
    }

    public string Folder { get; }

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public static Task<TranscodingHost> OpenAsync(string? folder = null, params (string Key, string Value)[] settings) =>
        OpenAsync(folder, catalogue => catalogue, TimeProvider.System, settings);

    /// <param name="through">What stands between the coordinator and its catalogue.</param>
    public static async Task<TranscodingHost> OpenAsync(
        string? folder, Func<ICatalogueDatabase, ICatalogueDatabase> through, TimeProvider time, params (string Key, string Value)[] settings)
    {
        var owned = folder is null;
        folder ??= Directory.CreateTempSubdirectory("matinee-encode-").FullName;
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings.Append(("Transcoding:SweepEvery", "00:00:00.200")).Append(("Worker:AbilitiesFile", MatineeProcess.AbilitiesFile))
            .Select(setting => new KeyValuePair<string, string?>(setting.Item1, setting.Item2)));
        var catalogue = through(await TestCatalogue.OpenAsync(folder));
        builder.Services.AddSingleton(_ => catalogue);
        builder.Services.AddSingleton<IObjectStore>(new LocalObjectStore(Path.Combine(folder, "objects")));
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(new NodeIdentity("node1", TimeProvider.System.GetUtcNow(), folder));
        builder.Services.AddSingleton(new ClusterSecret(new byte[32]));
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        builder.Services.AddMetrics();
        builder.Services.AddLibrary();
        builder.Services.AddFleet();
        builder.Services.AddLoneLeader("node1");
        builder.Services.AddTranscoding().AddCoordination();
        builder.Services.AddWorkers();
        return new TranscodingHost(builder.Build(), folder, owned);
    }

    public Task StartAsync() => _host.StartAsync(TestContext.Current.CancellationToken);

    /// <summary>A video whose source is in the store; without a file the bytes are no video.</summary>
    public async Task<Video> UploadAsync(string owner = "u0000000000000000", string? file = null)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var videos = Get<VideoStore>();
        var draft = await videos.CreateDraftAsync(new VideoDraft(new UserId(owner), "A test"), cancellationToken);
        var key = new ObjectKey($"sources/{draft.Id}/source");
        await using Stream bytes = file is null ? new MemoryStream(new byte[1000]) : File.OpenRead(file);
        var stored = await Get<IObjectStore>().PutAsync(key, bytes, cancellationToken);
        await videos.MarkUploadedAsync(draft.Id, new VideoSource(key, "test.mp4", "video/mp4", stored.Bytes, new string('0', 64)), cancellationToken);
        return await FindAsync(draft.Id);
    }

    public async Task<Video> FindAsync(VideoId id) =>
        await Get<VideoStore>().FindAsync(id, TestContext.Current.CancellationToken) ?? throw new InvalidOperationException($"Video {id} is gone.");

    public async Task<JobRow> BeginAsync(Video video, int priority = JobPriority.Normal) =>
        (await Get<JobStore>().CreateAsync(video, video.Source!, priority, TestContext.Current.CancellationToken)).Row; // uploaded above

    public async Task<JobRow> JobOfAsync(VideoId id) =>
        (await Get<JobStore>().ListAsync(null, id.Value, null, 1, TestContext.Current.CancellationToken)).Single();

    public async Task<Video> UntilAsync(VideoId id, Func<Video, bool> reached, int seconds = 240)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            var video = await FindAsync(id);
            if (reached(video))
                return video;
            await Task.Delay(100, deadline.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        if (_owned)
            TestFolder.Remove(Folder);
    }
}

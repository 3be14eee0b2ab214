using Matinee.App.Storage;
using Matinee.App.Transcoding;
using Matinee.IntegrationTests.Media;
using Matinee.Media;
using Matinee.Media.Planning;
using Matinee.Testing.Media;
using Xunit;

namespace Matinee.IntegrationTests.Playback;

/// <summary>A film in two languages, encoded once for all tests of a class, and a server for it.</summary>
public sealed class ServedFilm : IAsyncLifetime
{
    internal string Folder { get; } = Directory.CreateTempSubdirectory("matinee-hls-").FullName;

    internal HttpClient Client { get; } = new();

    internal HlsServer Server { get; private set; } = null!; // set before any test

    internal PublishedVideo Video { get; private set; } = null!; // set before any test

    internal EncodePlan Plan { get; private set; } = null!; // set before any test

    public async ValueTask InitializeAsync()
    {
        var source = new MediaSource(await FixtureCache.PathAsync(MediaFixtures.TwoLanguages));
        Plan = await PlanRun.PlanAsync(source);
        var work = Directory.CreateDirectory(Path.Combine(Folder, "work")).FullName;
        var run = new PlanRun(Plan, source, work);
        await run.EncodeVideoAsync();
        foreach (var track in Plan.Audio)
            await run.EncodeAudioAsync(track);
        var store = new LocalObjectStore(Path.Combine(Folder, "objects"));
        Video = await new PublishedFolder(HlsServer.Id, Plan, work, store).PublishAsync(CancellationToken.None);
        Server = await HlsServer.StartAsync(store, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

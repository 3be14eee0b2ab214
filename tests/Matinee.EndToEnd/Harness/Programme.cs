using Matinee.Testing.Media;

namespace Matinee.EndToEnd.Harness;

/// <summary>A few films on the server, so that pages have something to show. Made once.</summary>
public sealed class Programme(Cinema cinema) : IAsyncLifetime
{
    public string Film { get; private set; } = ""; // set before any test runs

    public string Upright { get; private set; } = "";

    public string Languages { get; private set; } = "";

    public string Broken { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        Languages = await cinema.UploadAsync(await FixtureCache.PathAsync(MediaFixtures.TwoLanguages), "The Keeper’s Year", cancellationToken);
        Upright = await cinema.UploadAsync(await FixtureCache.PathAsync(MediaFixtures.Rotated), "From the window of the night train", cancellationToken);
        Film = await cinema.UploadAsync(await FixtureCache.PathAsync(MediaFixtures.Film), "Snow Over Vardal", cancellationToken);
        foreach (var id in new[] { Languages, Upright, Film })
            await cinema.WaitForStateAsync(id, TimeSpan.FromMinutes(5), cancellationToken, "ready");
        var cut = Path.Combine(Directory.CreateTempSubdirectory("matinee-broken-").FullName, "Board meeting, 14 November.mp4");
        var whole = await File.ReadAllBytesAsync(await FixtureCache.PathAsync(MediaFixtures.Baseline), cancellationToken);
        await File.WriteAllBytesAsync(cut, whole[..(whole.Length / 2)], cancellationToken);
        Broken = await cinema.UploadAsync(cut, "Board meeting, 14 November", cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

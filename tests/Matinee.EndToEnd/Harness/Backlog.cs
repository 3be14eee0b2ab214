using Matinee.Testing.Media;

namespace Matinee.EndToEnd.Harness;

/// <summary>A few jobs that are over, one of them without success. Made once.</summary>
public sealed class Backlog(Cinema cinema) : IAsyncLifetime
{
    public string Broken { get; private set; } = ""; // set before any test runs

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var film = await FixtureCache.PathAsync(MediaFixtures.Lasting(8));
        List<string> made = [];
        foreach (var title in new[] { "Window Seat", "Salt Road" })
            made.Add(await cinema.UploadAsync(film, title, cancellationToken));
        Broken = await cinema.UploadAsync(await CutShortAsync(cancellationToken), "Board meeting, 14 November", cancellationToken);
        foreach (var id in made)
            await cinema.WaitForStateAsync(id, TimeSpan.FromMinutes(4), cancellationToken, "ready");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>A film whose second half is missing, as a file.</summary>
    public static async Task<string> CutShortAsync(CancellationToken cancellationToken)
    {
        var cut = Path.Combine(Directory.CreateTempSubdirectory("matinee-cut-").FullName, "Board meeting, 14 November.mp4");
        var whole = await File.ReadAllBytesAsync(await FixtureCache.PathAsync(MediaFixtures.Baseline), cancellationToken);
        await File.WriteAllBytesAsync(cut, whole[..(whole.Length / 2)], cancellationToken);
        return cut;
    }
}

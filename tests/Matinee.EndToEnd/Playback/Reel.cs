using Matinee.EndToEnd.Harness;
using Matinee.Testing.Media;

namespace Matinee.EndToEnd.Playback;

/// <summary>Sources of every kind, uploaded one ahead of the tests: the next is encoded while this one plays.</summary>
public sealed class Reel(Cinema cinema)
{
    private readonly Dictionary<string, Task<string>> _uploads = [];

    /// <summary>The id of the video that is made of a source.</summary>
    public Task<string> TakeAsync(MediaFixture fixture, CancellationToken cancellationToken)
    {
        if (!_uploads.TryGetValue(fixture.Name, out var upload))
            _uploads[fixture.Name] = upload = UploadAsync(fixture, cancellationToken);
        return upload;
    }

    /// <summary>Lets the server begin with one that was not asked for yet.</summary>
    public async Task PrepareNextAsync(CancellationToken cancellationToken)
    {
        if (MediaFixtures.All.FirstOrDefault(fixture => !_uploads.ContainsKey(fixture.Name)) is { } next)
            await TakeAsync(next, cancellationToken);
    }

    private async Task<string> UploadAsync(MediaFixture fixture, CancellationToken cancellationToken) =>
        await cinema.UploadAsync(await FixtureCache.PathAsync(fixture), fixture.Name, cancellationToken);
}

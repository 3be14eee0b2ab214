using System.Threading.Channels;

namespace Matinee.App.Library;

/// <summary>
/// Wakes the loop that takes uploaded videos in. One waiter; a wake that nobody waits for is kept, several become one.
/// A hint only: what must not be missed is found by the sweep over <c>state = 'uploaded'</c>.
/// </summary>
public sealed class VideoSignals
{
    // One token is enough: the waiter looks at all rows each time.
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public async ValueTask WaitForUploadAsync(CancellationToken cancellationToken) => await _wakes.Reader.ReadAsync(cancellationToken);

    internal void Uploaded() => _wakes.Writer.TryWrite(true);
}

using Matinee.App.Storage;
using Matinee.Media.Ffmpeg;

namespace Matinee.App.Transcoding;

/// <summary>An object of a remote store, read where ffmpeg wants it.</summary>
internal sealed class StoreOrigin(IObjectStore objects, StoredObject source) : IRangeOrigin
{
    public async Task<RangeAnswer> OpenAsync(long from, long? to, CancellationToken cancellationToken)
    {
        var last = Math.Min(to ?? long.MaxValue, source.Bytes - 1);
        if (from > last)
            return new RangeAnswer(source.Bytes, from, from - 1, Stream.Null);
        var stream = await (objects is IRangedObjects ranged
            ? ranged.OpenRangeAsync(source.Key, from, last - from + 1, cancellationToken)
            : objects.OpenReadAsync(source.Key, cancellationToken))
            ?? throw new SourceGoneException($"The source {source.Key} is not in the store any more.");
        if (objects is IRangedObjects)
            return new RangeAnswer(source.Bytes, from, last, stream);
        if (!stream.CanSeek)
        {
            await stream.DisposeAsync();
            throw new SourceGoneException($"The store cannot read {source.Key} from the middle.");
        }

        stream.Seek(from, SeekOrigin.Begin);
        return new RangeAnswer(source.Bytes, from, source.Bytes - 1, stream);
    }
}

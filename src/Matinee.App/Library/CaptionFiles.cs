using System.Text;
using Matinee.App.Database;
using Matinee.App.Storage;
using Matinee.Media.Captions;
using Microsoft.Extensions.Options;

namespace Matinee.App.Library;

/// <summary>Caption files: the object and its row. An object without a row is swept; a row always has its object.</summary>
public sealed class CaptionFiles(CaptionStore captions, IObjectStore objects, IOptions<LibraryOptions> options, TimeProvider time)
{
    public long MaxBytes => options.Value.MaxCaptionBytes;

    /// <summary>Null when the video has as many as it may have.</summary>
    public async Task<CaptionTrack?> AddAsync(VideoId video, string language, string label, CueFile cues, CancellationToken cancellationToken)
    {
        if ((await captions.ListAsync(video, cancellationToken)).Count >= options.Value.MaxCaptionTracks)
            return null;
        var id = EntityIds.New<CaptionId>(time);
        var text = Encoding.UTF8.GetBytes(cues.ToWebVtt());
        var key = new ObjectKey($"library/{video}/captions/{id}.vtt");
        await objects.PutAsync(key, new MemoryStream(text), cancellationToken);
        var track = new CaptionTrack(id, video, language, label, key, text.Length, cues.Cues.Length);
        await captions.AddAsync(track, cancellationToken);
        return track;
    }

    /// <summary>False when there are none.</summary>
    public async Task<bool> RemoveAsync(VideoId video, CaptionId id, CancellationToken cancellationToken)
    {
        if (await captions.FindAsync(video, id, cancellationToken) is not { } track || !await captions.RemoveAsync(video, id, cancellationToken))
            return false;
        await objects.DeleteAsync(track.Key, CancellationToken.None);
        return true;
    }
}

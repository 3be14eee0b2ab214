using Matinee.Media.Probing;

namespace Matinee.Media.Planning;

/// <summary>What happens to every picture before it is scaled. ffmpeg turns it by the display matrix itself.</summary>
/// <param name="Deinterlace">Weave two fields into one frame.</param>
/// <param name="ToneMap">Bring PQ or HLG to BT.709.</param>
/// <param name="Rotation">Degrees clockwise that ffmpeg will turn it.</param>
/// <param name="Colour">Tags of the output, pinned so that every chunk writes the same init.</param>
public sealed record PictureTreatment(bool Deinterlace, bool ToneMap, int Rotation, VideoColour Colour)
{
    public static PictureTreatment None { get; } = new(false, false, 0, VideoColour.Unknown);

    /// <summary>What a picture needs to become an ordinary one.</summary>
    internal static PictureTreatment Of(VideoTrack video)
    {
        VideoColour colour = video.HighDynamicRange ? new VideoColour("tv", "bt709", "bt709", "bt709") : video.Colour with { Range = "tv" };
        return new PictureTreatment(video.Interlaced, video.HighDynamicRange, video.Rotation, colour);
    }
}

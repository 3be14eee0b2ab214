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
}

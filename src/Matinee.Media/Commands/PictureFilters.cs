using Matinee.Media.Planning;
using Matinee.Media.Probing;

namespace Matinee.Media.Commands;

/// <summary>The filters that turn a source's picture into an ordinary one. ffmpeg itself turns it by the display matrix before them.</summary>
internal static class PictureFilters
{
    private const string Hable =
        "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv,format=yuv420p";

    /// <summary>Before the frame grid: only fields of one frame may be woven.</summary>
    public static string BeforeGrid(PictureTreatment picture) => picture.Deinterlace ? "bwdif=mode=send_frame:deint=all," : "";

    /// <summary>After the frame grid: eight bits, 4:2:0, standard dynamic range.</summary>
    public static string AfterGrid(PictureTreatment picture) => picture.ToneMap ? Hable : "format=yuv420p";

    /// <summary>Square pixels of this size, in limited range, with the tags that the plan pins.</summary>
    public static string Scale(int width, int height, PictureTreatment picture) =>
        $"scale={width}:{height}:out_range=tv,setsar=1,{Tags(picture.Colour)}";

    private static string Tags(VideoColour colour) =>
        $"setparams=range=tv:colorspace={colour.Matrix ?? "unknown"}:color_primaries={colour.Primaries ?? "unknown"}:color_trc={colour.Transfer ?? "unknown"}";
}

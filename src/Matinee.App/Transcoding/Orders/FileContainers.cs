namespace Matinee.App.Transcoding.Orders;

/// <summary>The containers of single files, by the number that stands for each in names of outputs.</summary>
internal static class FileContainers
{
    public static readonly string[] All = ["mp4", "mkv", "webm"];

    public static string NameOf(long number) => number >= 0 && number < All.Length ? All[number] : "bin";

    public static long NumberOf(string name) => Array.IndexOf(All, name);

    public static bool HasSignature(string name, ReadOnlySpan<byte> head) =>
        name == "mp4" ? head.Length >= 8 && head.Slice(4, 4).SequenceEqual("ftyp"u8) : head.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]);
}

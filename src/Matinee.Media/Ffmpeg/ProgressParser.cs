using System.Buffers.Text;

namespace Matinee.Media.Ffmpeg;

/// <summary>Reads ffmpeg's <c>-progress</c> lines ("key=value"); a block ends with "progress=continue" or "progress=end".</summary>
public sealed class ProgressParser
{
    private long frames;
    private long microseconds;
    private double? speed;

    /// <summary>Takes one line; gives the block that it ends, null for every other line and for rubbish.</summary>
    public EncodeProgress? Read(ReadOnlySpan<byte> line)
    {
        int cut = line.IndexOf((byte)'=');
        if (cut < 0)
        {
            return null;
        }

        ReadOnlySpan<byte> key = line[..cut];
        ReadOnlySpan<byte> value = line[(cut + 1)..].Trim((byte)' ');
        if (key.SequenceEqual("frame"u8))
        {
            frames = Math.Max(frames, Number(value) ?? frames);
        }
        else if (key.SequenceEqual("out_time_us"u8))
        {
            microseconds = Math.Max(microseconds, Number(value) ?? microseconds);
        }
        else if (key.SequenceEqual("speed"u8))
        {
            speed = Utf8Parser.TryParse(value, out double factor, out int used)
                && used == value.Length - 1 && value[^1] == 'x' && double.IsFinite(factor) && factor >= 0
                ? factor
                : null;
        }
        else if (key.SequenceEqual("progress"u8))
        {
            return new EncodeProgress(frames, TimeSpan.FromMicroseconds(microseconds), speed, value.SequenceEqual("end"u8));
        }

        return null;
    }

    /// <summary>Whole numbers that a day-long video can reach and no more: a broken line must not overflow a time span.</summary>
    private static long? Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out long number, out int used) && used == text.Length && number is >= 0 and < 1L << 52
            ? number
            : null;
}

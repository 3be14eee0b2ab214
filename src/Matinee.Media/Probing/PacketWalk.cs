using System.Buffers.Text;

namespace Matinee.Media.Probing;

/// <summary>Reads ffprobe's packet lines ("pts,dts,duration,flags") one by one in constant memory.</summary>
internal sealed class PacketWalk(double origin)
{
    /// <summary>A timestamp beyond this is rubbish, not a time.</summary>
    private const double MostSeconds = 1e8;

    private double end;
    private double lastKey = double.NaN;
    private double lastDecode = double.NaN;
    private double longestGop;
    private double firstShown = double.PositiveInfinity;
    private double shortestStep = double.PositiveInfinity;
    private double longestStep;
    private long packets;
    private bool monotonic = true;

    public void Read(ReadOnlySpan<byte> line)
    {
        double? shown = Next(ref line);
        double? decoded = Next(ref line);
        double length = Next(ref line) is > 0 and < 3600 and var duration ? duration : 0;
        if ((shown ?? decoded) is not { } at || line.StartsWith("_"u8) is false && line.StartsWith("K"u8) is false)
        {
            return;
        }

        // D: outside the edit list, decoded but never shown.
        int comma = line.IndexOf((byte)',');
        if ((comma < 0 ? line : line[..comma]).Contains((byte)'D'))
        {
            return;
        }

        packets++;
        at -= origin;
        end = Math.Max(end, at + length);
        firstShown = Math.Min(firstShown, at);
        if (line[0] == 'K')
        {
            longestGop = double.IsNaN(lastKey) ? longestGop : Math.Max(longestGop, at - lastKey);
            lastKey = at;
        }

        Step(decoded ?? at);
    }

    /// <summary>Null when there was not one packet with a time.</summary>
    public PacketScan? Finish()
    {
        if (packets == 0)
        {
            return null;
        }

        if (!double.IsNaN(lastKey))
        {
            longestGop = Math.Max(longestGop, end - lastKey);
        }

        double walked = end - firstShown;
        double rate = walked > 0 ? packets / walked : 0;
        return new PacketScan
        {
            End = end,
            Packets = packets,
            LongestGop = double.IsNaN(lastKey) ? end : longestGop,
            AverageFrameRate = rate,

            // Matroska rounds to a millisecond, so neighbours differ by one even at a constant rate.
            VariableFrameRate = packets > 2 && longestStep - shortestStep > 0.0025,
            Monotonic = monotonic,
        };
    }

    private void Step(double decoded)
    {
        if (!double.IsNaN(lastDecode))
        {
            double step = decoded - lastDecode;
            monotonic &= step >= 0;
            shortestStep = Math.Min(shortestStep, step);
            longestStep = Math.Max(longestStep, step);
        }

        lastDecode = decoded;
    }

    private static double? Next(ref ReadOnlySpan<byte> line)
    {
        int comma = line.IndexOf((byte)',');
        ReadOnlySpan<byte> field = comma < 0 ? line : line[..comma];
        line = comma < 0 ? [] : line[(comma + 1)..];
        return Utf8Parser.TryParse(field, out double value, out int used) && used == field.Length && Math.Abs(value) <= MostSeconds ? value : null;
    }
}

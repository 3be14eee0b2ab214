using System.Globalization;

namespace Matinee.App.Pages;

/// <summary>Times and sizes as people read them; the same grammar as web/src/lib/format.ts.</summary>
public static class Timecode
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    /// <summary>1:11:48 or 4:07.</summary>
    public static string Clock(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Round(Math.Max(0, seconds)));
        return time.TotalHours >= 1
            ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}"
            : $"{time.Minutes}:{time.Seconds:00}";
    }

    /// <summary>20 s, 6 min, 2 h 10 min.</summary>
    public static string Wait(double seconds)
    {
        if (seconds < 55)
            return $"{Math.Max(5, Math.Round(seconds / 5) * 5)} s";
        var minutes = (int)Math.Round(seconds / 60);
        if (minutes < 60)
            return $"{minutes} min";
        return minutes % 60 == 0 ? $"{minutes / 60} h" : $"{minutes / 60} h {minutes % 60} min";
    }

    /// <summary>0 bit/s, 800 kbit/s, 2.3 Mbit/s.</summary>
    public static string Bits(long perSecond) => perSecond switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{perSecond / 1e9:0.0} Gbit/s"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{perSecond / 1e6:0.0} Mbit/s"),
        >= 1000 => string.Create(CultureInfo.InvariantCulture, $"{perSecond / 1e3:0} kbit/s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{perSecond} bit/s"),
    };

    /// <summary>Decimal units, three digits: 61.4 GB.</summary>
    public static string Bytes(long bytes)
    {
        double size = bytes;
        var unit = 0;
        for (; size >= 999.5 && unit < Units.Length - 1; unit++)
            size /= 1000;
        var format = unit == 0 || size >= 100 ? "0" : size >= 10 ? "0.0" : "0.00";
        return $"{size.ToString(format, CultureInfo.InvariantCulture)} {Units[unit]}";
    }
}

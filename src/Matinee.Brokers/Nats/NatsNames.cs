using System.Globalization;
using System.Text;

namespace Matinee.Brokers.Nats;

/// <summary>Subjects and streams. A channel, key or topic is one word of a subject; what a word may not have is written as <c>=XX</c>.</summary>
internal sealed class NatsNames(string prefix)
{
    public string LogStream => $"{prefix}-log";

    public string ValueStream => $"{prefix}-values";

    public string[] LogSubjects => [$"{prefix}.log.>", $"{prefix}.head.>"];

    public string[] ValueSubjects => [$"{prefix}.value.>", $"{prefix}.clock.>"];

    public string LogPattern => $"{prefix}.log.>";

    public string HintPattern => $"{prefix}.hint.>";

    public string Entry(string channel, long index) => string.Create(CultureInfo.InvariantCulture, $"{prefix}.log.{Word(channel)}.{index}");

    public string Entries(string channel) => $"{prefix}.log.{Word(channel)}.*";

    public string Hints(string channel) => $"{prefix}.hint.{Word(channel)}.*";

    public string Head(string channel) => $"{prefix}.head.{Word(channel)}";

    /// <summary>No channel's: none has such a word.</summary>
    public string Probe => $"{prefix}.head.=probe";

    public string Signal(string channel) => $"{prefix}.signal.{Word(channel)}";

    public string Topic(string topic) => $"{prefix}.bus.{Word(topic)}";

    public string Value(string key) => $"{prefix}.value.{Word(key)}";

    public string Clock(string node) => $"{prefix}.clock.{Word(node)}";

    /// <summary>An entry's id for de-duplication: it counts in its channel and epoch.</summary>
    public static string Id(string channel, string epoch, string id) => $"{Word(channel)}/{epoch}/{Word(id)}";

    /// <summary>The last word of an entry's or hint's subject; 0 when it is no number.</summary>
    public static long Index(string subject) =>
        long.TryParse(subject.AsSpan(subject.LastIndexOf('.') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : 0;

    internal static string Word(string text)
    {
        if (text.Length > 0 && text.AsSpan().IndexOfAnyExcept(Plain) < 0)
            return text;
        var word = new StringBuilder(text.Length + 8);
        foreach (var one in Encoding.UTF8.GetBytes(text))
        {
            if (Plain.Contains((char)one))
                word.Append((char)one);
            else
                word.Append(CultureInfo.InvariantCulture, $"={one:X2}");
        }

        return word.Length > 0 ? word.ToString() : "=";
    }

    private static System.Buffers.SearchValues<char> Plain { get; } =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_:~");
}

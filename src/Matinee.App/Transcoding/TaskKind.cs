using System.Text.Json.Serialization;

namespace Matinee.App.Transcoding;

/// <summary>What a task does. Snake case in JSON and in the database.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TaskKind>))]
public enum TaskKind
{
    Probe,
    Scan,
    VideoChunk,
    Audio,
    Storyboard,
    Poster,
    Subtitle,
    Finalize,

    /// <summary>A whole source to one file, for whoever ordered it.</summary>
    File,
}

/// <summary>The words of the enums, in the one form that rows and JSON share.</summary>
internal static class TaskWords
{
    private static readonly string[] Spelled = ["probe", "scan", "video_chunk", "audio", "storyboard", "poster", "subtitle", "finalize", "file"];

    public static string Word(this TaskKind kind) => Spelled[(int)kind];

    /// <exception cref="ArgumentException">A newer version wrote the row.</exception>
    public static TaskKind Kind(string word)
    {
        var at = Array.IndexOf(Spelled, word);
        return at >= 0 ? (TaskKind)at : throw new ArgumentException($"'{word}' is not a kind of task.", nameof(word));
    }
}

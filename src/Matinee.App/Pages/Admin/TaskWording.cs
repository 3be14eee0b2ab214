using Matinee.App.Pages.Wording;

namespace Matinee.App.Pages.Admin;

/// <summary>Tasks and states in words and in dots.</summary>
internal static class TaskWording
{
    /// <summary>"chunk 58", "sound 1", "probe": people count from one.</summary>
    public static string Named(this Words words, string kind, int index) => words.Format($"admin.task.{kind}", ("n", index + 1));

    /// <summary>"chunks 3, 4, 5, sound 1", or "12 tasks" where naming them would fill the line.</summary>
    public static string Listed(this Words words, IReadOnlyList<(string Kind, int Index)> tasks)
    {
        if (tasks.Count > 8)
            return words.Count("admin.task.several", tasks.Count);
        var chunks = tasks.Where(task => task.Kind == "video_chunk").Select(task => task.Index + 1).Order().ToList();
        var rest = tasks.Where(task => task.Kind != "video_chunk").Select(task => words.Named(task.Kind, task.Index));
        return string.Join(", ", chunks.Count switch
        {
            0 => rest,
            1 => rest.Prepend(words.Named("video_chunk", chunks[0] - 1)),
            _ => rest.Prepend(words.Format("admin.task.chunks", ("list", string.Join(", ", chunks)))),
        });
    }

    /// <summary>What a worker made of a task: "finished it".</summary>
    public static string OfOutcome(this Words words, string outcome) => words.Find($"admin.outcome.{outcome}") ?? outcome;

    /// <summary>The dot of a job's state.</summary>
    public static string Dot(string state) => state switch
    {
        "running" => "on",
        "retrying" => "warn",
        "completed" => "ok",
        "failed" => "fail",
        "cancelled" => "off",
        _ => "wait",
    };

    /// <summary>The timeline rule's colour for a job.</summary>
    public static string Rule(string state) => state switch
    {
        "running" => "thin exists cur",
        "retrying" => "thin exists caution",
        "failed" => "thin exists fail",
        _ => "thin exists done",
    };
}

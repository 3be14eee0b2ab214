using System.Globalization;
using System.Text;
using Matinee.App.Transcoding.Boards;
using Microsoft.AspNetCore.Http;

namespace Matinee.App.Pages.Admin;

/// <summary>The queue for spreadsheets (RFC 4180): all that is behind the filter, not only the page that is shown.</summary>
internal static class JobCsv
{
    public const string Head =
        "id,video_id,title,kind,state,priority,progress,tasks,tasks_completed,failures,lost_leases,created_at,started_at,finished_at,failure_code\r\n";

    // Few queries, and an answer that grows while it is read.
    private const int Rows = 500;

    public static async Task WriteAsync(HttpContext context, JobBoard board, JobBoardQuery query)
    {
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=jobs.csv";
        await context.Response.WriteAsync(Head, context.RequestAborted);
        for (var page = 1; page <= JobBoard.LastPage; page++)
        {
            var rows = await board.ListAsync(query with { Page = page, Rows = Rows }, context.RequestAborted);
            var text = new StringBuilder();
            foreach (var row in rows)
                Append(text, row);
            await context.Response.WriteAsync(text.ToString(), context.RequestAborted);
            if (rows.Count < Rows)
                return;
        }
    }

    internal static void Append(StringBuilder into, JobBoardRow row)
    {
        object?[] cells =
        [
            row.Id, row.VideoId, row.Name, row.Kind, row.State, row.PriorityWord, Math.Round(row.Progress, 4), row.Counts.Total, row.Counts.Completed,
            row.Counts.Failures, row.Counts.Lost, Time(row.CreatedAt), Time(row.StartedAt), Time(row.FinishedAt), row.FailureCode,
        ];
        into.AppendJoin(',', cells.Select(VideoCsv.Cell)).Append("\r\n");
    }

    private static string? Time(long? milliseconds) =>
        milliseconds is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at).UtcDateTime.ToString("O", CultureInfo.InvariantCulture) : null;
}

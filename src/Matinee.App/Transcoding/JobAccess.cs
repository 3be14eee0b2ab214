using System.Security.Claims;
using Matinee.App.Accounts;
using Matinee.App.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Transcoding;

/// <summary>A job is its owner's and the administrators'; for everybody else there is none.</summary>
internal static class JobAccess
{
    public static async Task<JobRow?> FindAsync(JobStore jobs, JobId id, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await jobs.FindAsync(id, cancellationToken) is { } job && (user.IsAdmin() || user.FindUserId()?.Value == job.OwnerId) ? job : null;

    public static ProblemHttpResult NoSuchJob() => Problems.Of(ProblemKinds.NotFound, "There is no such job of yours.");
}

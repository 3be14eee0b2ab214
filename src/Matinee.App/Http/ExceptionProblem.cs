namespace Matinee.App.Http;

/// <summary>How an exception that means broken infrastructure is answered.</summary>
internal sealed record ExceptionProblem(Type Exception, ProblemKind Kind, string Detail, TimeSpan? RetryAfter);

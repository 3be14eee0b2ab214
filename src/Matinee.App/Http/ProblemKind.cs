namespace Matinee.App.Http;

/// <summary>
/// One kind of error a client can meet. <paramref name="Code"/> is stable and documented; the problem's
/// <c>type</c> is <c>/docs/errors#code</c>. Every kind stands in <see cref="ProblemKinds"/>.
/// </summary>
public sealed record ProblemKind(string Code, int Status, string Title);

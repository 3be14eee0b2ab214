using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Matinee.App.Http;

/// <summary>
/// Writes an error for a person in a browser; the status is already set. Pages registers one as a singleton. Asked only for
/// requests that prefer HTML and are neither under <c>/api</c> nor <c>/hls</c>; without one everybody gets problem JSON.
/// </summary>
public delegate Task ErrorPage(HttpContext context, ProblemDetails problem);

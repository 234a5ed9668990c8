// The site is one page that reads the path itself: what asks for no file gets that page.
function handler(event) {
  var request = event.request;
  var lastPart = request.uri.substring(request.uri.lastIndexOf('/') + 1);
  if (lastPart.indexOf('.') === -1) {
    request.uri = '/index.html';
  }
  return request;
}

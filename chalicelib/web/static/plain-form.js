// A form without logic: all of its questions are asked, and none depends on another.

import { Form } from "./form-page.js";
import { PlainLogic } from "./plain-logic.js";
import { View } from "./views.js";

class PlainForm extends Form {
  makeLogic() {
    return new PlainLogic(this.rules);
  }

  makeView(...about) {
    return new View(...about);
  }

  find(part, root) {
    for (const element of part.querySelectorAll("[data-node]")) this.addView(element, root).showAsked(true);
  }
}

Form.kind = PlainForm;
